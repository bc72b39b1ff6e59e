// IValue's conversions, comparison and the error of a wrong kind.
#include "rushlight/core/ivalue.h"

#include "rushlight/core/error.h"

namespace rushlight {
namespace {

template <class T> List<IValue> as_values(const List<T>& list) {
  const std::vector<T> values = list.vec();
  return List<IValue>(std::vector<IValue>(values.begin(), values.end()));
}

// What std::variant's comparison needs of each kind.
bool same(std::monostate, std::monostate) { return true; }
bool same(const Tensor& a, const Tensor& b) { return a.is_same(b); }
bool same(const ivalue::TuplePtr& a, const ivalue::TuplePtr& b) { return a->elements() == b->elements(); }
bool same(const List<Tensor>& a, const List<Tensor>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Tensor& x, const Tensor& y) { return x.is_same(y); });
}
template <class T> bool same(const T& a, const T& b) { return a == b; }

}  // namespace

IValue::IValue(const Scalar& value) {
  if (value.isComplex()) value_ = value.toComplexDouble();
  else if (value.isFloatingPoint()) value_ = value.toDouble();
  else if (value.isBoolean()) value_ = value.toBool();
  else value_ = value.toLong();
}

Scalar IValue::toScalar() const {
  if (isBool()) return toBool();
  if (isInt()) return toInt();
  if (isComplexDouble()) return toComplexDouble();
  return get<double>("a number");
}

List<IValue> IValue::toList() const {
  if (isIntList()) return as_values(toIntList());
  if (isDoubleList()) return as_values(toDoubleList());
  if (isBoolList()) return as_values(toBoolList());
  if (isTensorList()) return as_values(toTensorList());
  return get<List<IValue>>("a list");
}

ivalue::TuplePtr IValue::make_tuple(std::vector<IValue> elements) {
  return ivalue::Tuple::create(std::move(elements));
}

const char* IValue::tagKind() const {
  constexpr const char* kKinds[] = {"None",        "Tensor",  "Bool",        "Int",           "Double",
                                    "String",      "IntList", "DoubleList",  "BoolList",      "TensorList",
                                    "GenericList", "Tuple",   "GenericDict", "ComplexDouble", "Device"};
  static_assert(std::size(kKinds) == std::variant_size_v<Value>);
  return kKinds[value_.index()];
}

bool operator==(const IValue& a, const IValue& b) {
  if (a.value_.index() != b.value_.index()) return false;
  return std::visit(
      [&](const auto& left) { return same(left, std::get<std::decay_t<decltype(left)>>(b.value_)); },
      a.value_);
}

size_t IValue::hash() const {
  if (isNone()) return 0;
  if (isBool()) return std::hash<bool>()(toBool());
  if (isInt()) return std::hash<int64_t>()(toInt());
  if (isDouble()) return std::hash<double>()(toDouble());
  if (isTensor()) return std::hash<const void*>()(toTensor().unsafeGetTensorImpl());
  if (isTuple()) {
    size_t h = toTuple()->size();
    for (const IValue& v : toTuple()->elements()) h = h * 31 + v.hash();
    return h;
  }
  return std::hash<std::string>()(
      get<std::string>("a key (None, a number, a text, a tensor, or a tuple of them)"));
}

void IValue::fail_kind(const char* wanted) const {
  detail::fail({"IValue: expected ", wanted, ", got ", tagKind()});
}

}  // namespace rushlight

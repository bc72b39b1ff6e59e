// IValue's conversions, comparison and the error of a wrong kind.
#include "rushlight/core/ivalue.h"

#include <algorithm>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

template <class T> List<IValue> as_values(const List<T>& list) {
  const std::vector<T> values = list.vec();
  return List<IValue>(std::vector<IValue>(values.begin(), values.end()));
}

bool same(const Tensor& a, const Tensor& b) { return a.is_same(b); }
bool same(const ivalue::TuplePtr& a, const ivalue::TuplePtr& b) { return a->elements() == b->elements(); }
bool same(const List<Tensor>& a, const List<Tensor>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Tensor& x, const Tensor& y) { return x.is_same(y); });
}
template <class T> bool same(const T& a, const T& b) { return a == b; }

}  // namespace

template <class T> void IValue::hold(T value) {
  value_ = std::make_shared<const T>(std::move(value));
  kind_ = kind_of<T>();
}
IValue::IValue(Tensor value) { hold(std::move(value)); }
IValue::IValue(bool value) { hold(value); }
IValue::IValue(int64_t value) { hold(value); }
IValue::IValue(double value) { hold(value); }
IValue::IValue(const Complex<double>& value) { hold(value); }
IValue::IValue(std::string value) { hold(std::move(value)); }
IValue::IValue(Device value) { hold(value); }
IValue::IValue(List<int64_t> value) { hold(std::move(value)); }
IValue::IValue(List<double> value) { hold(std::move(value)); }
IValue::IValue(List<bool> value) { hold(std::move(value)); }
IValue::IValue(List<Tensor> value) { hold(std::move(value)); }
IValue::IValue(List<IValue> value) { hold(std::move(value)); }
IValue::IValue(ivalue::TuplePtr value) { hold(std::move(value)); }
IValue::IValue(Dict<IValue, IValue> value) { hold(std::move(value)); }
IValue::IValue(const Scalar& value) {
  if (value.isComplex()) hold(value.toComplexDouble());
  else if (value.isFloatingPoint()) hold(value.toDouble());
  else if (value.isBoolean()) hold(value.toBool());
  else hold(value.toLong());
}

Scalar IValue::toScalar() const {
  if (isBool()) return toBool();
  if (isInt()) return toInt();
  if (isComplexDouble()) return toComplexDouble();
  return get<double>("a number");
}

std::vector<int64_t> IValue::toIntVector() const { return toIntList().vec(); }
std::vector<double> IValue::toDoubleVector() const { return toDoubleList().vec(); }
std::vector<Tensor> IValue::toTensorVector() const { return toTensorList().vec(); }
std::vector<IValue> IValue::toListRef() const { return toList().vec(); }
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
  return kKinds[static_cast<size_t>(kind_)];
}

bool IValue::equals(const IValue& other) const {
  if (kind_ != other.kind_) return false;
  const auto by = [&]<class T>(const T*) {
    return same(*static_cast<const T*>(value_.get()), *static_cast<const T*>(other.value_.get()));
  };
  switch (kind_) {
    case Kind::kNone: return true;
    case Kind::kTensor: return by(static_cast<const Tensor*>(nullptr));
    case Kind::kBool: return by(static_cast<const bool*>(nullptr));
    case Kind::kInt: return by(static_cast<const int64_t*>(nullptr));
    case Kind::kDouble: return by(static_cast<const double*>(nullptr));
    case Kind::kString: return by(static_cast<const std::string*>(nullptr));
    case Kind::kIntList: return by(static_cast<const List<int64_t>*>(nullptr));
    case Kind::kDoubleList: return by(static_cast<const List<double>*>(nullptr));
    case Kind::kBoolList: return by(static_cast<const List<bool>*>(nullptr));
    case Kind::kTensorList: return by(static_cast<const List<Tensor>*>(nullptr));
    case Kind::kList: return by(static_cast<const List<IValue>*>(nullptr));
    case Kind::kTuple: return by(static_cast<const ivalue::TuplePtr*>(nullptr));
    case Kind::kDict: return by(static_cast<const Dict<IValue, IValue>*>(nullptr));
    case Kind::kComplex: return by(static_cast<const Complex<double>*>(nullptr));
    case Kind::kDevice: return by(static_cast<const Device*>(nullptr));
  }
  return false;
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

const std::vector<IValue>& IValue::tuple_elements(size_t count) const {
  const auto& elements = toTuple()->elements();
  RUSHLIGHT_CHECK(elements.size() == count, "IValue: expected a tuple of ", count, " values, got one of ",
                  elements.size());
  return elements;
}

void IValue::fail_kind(const char* wanted) const {
  detail::fail({"IValue: expected ", wanted, ", got ", tagKind()});
}

ivalue::Tuple::Tuple(std::vector<IValue> elements) : elements_(std::move(elements)) {}
ivalue::TuplePtr ivalue::Tuple::create(std::vector<IValue> elements) {
  return std::make_shared<Tuple>(std::move(elements));
}

}  // namespace torch::inline rushlight

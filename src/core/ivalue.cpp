// IValue's conversions, comparison and the error of a wrong kind.
#include "rushlight/core/ivalue.h"

#include <algorithm>

#include "rushlight/core/error.h"

namespace rushlight {
namespace {

template <class T> List<IValue> as_values(const List<T>& list) {
  const std::vector<T> values = list.vec();
  return List<IValue>(std::vector<IValue>(values.begin(), values.end()));
}

bool same(const Tensor& a, const Tensor& b) { return a.is_same(b); }
bool same(const List<Tensor>& a, const List<Tensor>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Tensor& x, const Tensor& y) { return x.is_same(y); });
}

}  // namespace

template <class T> std::shared_ptr<const void> IValue::box(T value) {
  return std::make_shared<const T>(std::move(value));
}
template RUSHLIGHT_API std::shared_ptr<const void> IValue::box(List<int64_t>);
template RUSHLIGHT_API std::shared_ptr<const void> IValue::box(List<double>);
template RUSHLIGHT_API std::shared_ptr<const void> IValue::box(List<bool>);
template RUSHLIGHT_API std::shared_ptr<const void> IValue::box(List<Tensor>);
template RUSHLIGHT_API std::shared_ptr<const void> IValue::box(List<IValue>);

IValue::IValue(Tensor value) : kind_(Kind::kTensor), value_(box(std::move(value))) {}
IValue::IValue(bool value) : kind_(Kind::kBool), value_(box(value)) {}
IValue::IValue(int64_t value) : kind_(Kind::kInt), value_(box(value)) {}
IValue::IValue(double value) : kind_(Kind::kDouble), value_(box(value)) {}
IValue::IValue(const Complex<double>& value) : kind_(Kind::kComplexDouble), value_(box(value)) {}
IValue::IValue(std::string value) : kind_(Kind::kString), value_(box(std::move(value))) {}
IValue::IValue(Device value) : kind_(Kind::kDevice), value_(box(value)) {}
IValue::IValue(ivalue::TuplePtr value) : kind_(Kind::kTuple), value_(box(std::move(value))) {}
IValue::IValue(Dict<IValue, IValue> value) : kind_(Kind::kGenericDict), value_(box(std::move(value))) {}
IValue::IValue(const Scalar& value) {
  if (value.isComplex()) *this = value.toComplexDouble();
  else if (value.isFloatingPoint()) *this = value.toDouble();
  else if (value.isBoolean()) *this = value.toBool();
  else *this = value.toLong();
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

std::vector<int64_t> IValue::toIntVector() const { return toIntList().vec(); }
std::vector<double> IValue::toDoubleVector() const { return toDoubleList().vec(); }
std::vector<Tensor> IValue::toTensorVector() const { return toTensorList().vec(); }
std::vector<IValue> IValue::toListRef() const { return toList().vec(); }

ivalue::Tuple::Tuple(std::vector<IValue> elements) : elements_(std::move(elements)) {}
ivalue::TuplePtr ivalue::Tuple::create(std::vector<IValue> elements) {
  return std::make_shared<Tuple>(std::move(elements));
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

bool operator==(const IValue& a, const IValue& b) {
  using Kind = IValue::Kind;
  if (a.kind_ != b.kind_) return false;
  switch (a.kind_) {
    case Kind::kNone: return true;
    case Kind::kTensor: return same(a.toTensor(), b.toTensor());
    case Kind::kBool: return a.toBool() == b.toBool();
    case Kind::kInt: return a.toInt() == b.toInt();
    case Kind::kDouble: return a.toDouble() == b.toDouble();
    case Kind::kString: return a.toStringRef() == b.toStringRef();
    case Kind::kIntList: return a.toIntList() == b.toIntList();
    case Kind::kDoubleList: return a.toDoubleList() == b.toDoubleList();
    case Kind::kBoolList: return a.toBoolList() == b.toBoolList();
    case Kind::kTensorList: return same(a.toTensorList(), b.toTensorList());
    case Kind::kGenericList: return a.toList() == b.toList();
    case Kind::kTuple: return a.toTuple()->elements() == b.toTuple()->elements();
    case Kind::kGenericDict: return a.toGenericDict() == b.toGenericDict();
    case Kind::kComplexDouble: return a.toComplexDouble() == b.toComplexDouble();
    case Kind::kDevice: return a.toDevice() == b.toDevice();
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

void IValue::fail_kind(const char* wanted) const {
  detail::fail({"IValue: expected ", wanted, ", got ", tagKind()});
}

}  // namespace rushlight

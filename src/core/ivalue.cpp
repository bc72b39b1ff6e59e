// IValue's conversions and the error of a wrong kind.
#include "rushlight/core/ivalue.h"

#include "rushlight/core/error.h"

namespace rushlight {

IValue::IValue(const Scalar& value) {
  if (value.isFloatingPoint()) {
    value_ = value.toDouble();
  } else if (value.isBoolean()) {
    value_ = value.toBool();
  } else {
    value_ = value.toLong();
  }
}

Scalar IValue::toScalar() const {
  if (isBool()) return toBool();
  if (isInt()) return toInt();
  return get<double>("a number");
}

const char* IValue::tagKind() const {
  constexpr const char* kKinds[] = {"None",   "Tensor", "Bool",    "Int",
                                    "Double", "String", "IntList", "DoubleList"};
  static_assert(std::size(kKinds) == std::variant_size_v<Value>);
  return kKinds[value_.index()];
}

void IValue::fail_kind(const char* wanted) const {
  detail::fail({"IValue: expected ", wanted, ", got ", tagKind()});
}

}  // namespace rushlight

// ScalarType: the element types, with the numbering of c10.
// Next: float16.h (the two 16-bit float types), scalar.h (one number of any type), options.h (dtype, device and flags).
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <type_traits>

#include "rushlight/core/complex.h"
#include "rushlight/core/export.h"
#include "rushlight/core/float16.h"

namespace torch::inline rushlight {

/// Element type of a tensor; the numbers are c10's, so that saved files agree.
enum class ScalarType : int8_t {
  Byte = 0,
  Char = 1,
  Short = 2,
  Int = 3,
  Long = 4,
  Half = 5,
  Float = 6,
  Double = 7,
  ComplexHalf = 8,
  ComplexFloat = 9,
  ComplexDouble = 10,
  Bool = 11,
  BFloat16 = 15,
  Undefined = 45,
};

inline constexpr ScalarType kByte = ScalarType::Byte, kUInt8 = ScalarType::Byte;
inline constexpr ScalarType kChar = ScalarType::Char, kInt8 = ScalarType::Char;
inline constexpr ScalarType kShort = ScalarType::Short, kInt16 = ScalarType::Short;
inline constexpr ScalarType kInt = ScalarType::Int, kInt32 = ScalarType::Int;
inline constexpr ScalarType kLong = ScalarType::Long, kInt64 = ScalarType::Long;
inline constexpr ScalarType kHalf = ScalarType::Half, kFloat16 = ScalarType::Half;
inline constexpr ScalarType kFloat = ScalarType::Float, kFloat32 = ScalarType::Float;
inline constexpr ScalarType kDouble = ScalarType::Double, kFloat64 = ScalarType::Double;
inline constexpr ScalarType kBool = ScalarType::Bool;
inline constexpr ScalarType kBFloat16 = ScalarType::BFloat16;
inline constexpr ScalarType kComplexFloat = ScalarType::ComplexFloat;
inline constexpr ScalarType kComplexDouble = ScalarType::ComplexDouble;

/// Bytes of one element; 0 for Undefined.
constexpr int64_t element_size(ScalarType t) {
  constexpr int8_t kBytes[16] = {1, 1, 2, 4, 8, 2, 4, 8, 4, 8, 16, 1, 0, 0, 0, 2};
  return static_cast<uint8_t>(t) < 16 ? kBytes[static_cast<uint8_t>(t)] : 0;
}
constexpr int64_t elementSize(ScalarType t) { return element_size(t); }

constexpr bool isComplexType(ScalarType t) {
  return t == ScalarType::ComplexHalf || t == ScalarType::ComplexFloat || t == ScalarType::ComplexDouble;
}
constexpr bool isFloatingType(ScalarType t) {
  return t == kFloat || t == kDouble || t == kHalf || t == kBFloat16;
}
constexpr bool isIntegralType(ScalarType t, bool includeBool = false) {
  return (t >= ScalarType::Byte && t <= ScalarType::Long) || (includeBool && t == kBool);
}

constexpr bool isReducedFloatingType(ScalarType t) { return t == kHalf || t == kBFloat16; }
constexpr bool isSignedType(ScalarType t) { return t != kByte && t != kBool; }
/// Whether values of dtype `from` may be written to a tensor of dtype `to`: nothing but its kind must get lost.
constexpr bool canCast(ScalarType from, ScalarType to) {
  return !(isComplexType(from) && !isComplexType(to)) && !(isFloatingType(from) && isIntegralType(to)) &&
         !(from != kBool && to == kBool);
}

/// The complex dtype whose parts are of dtype `t` (16-bit floats have none and give complex64), and the way back.
constexpr ScalarType toComplexType(ScalarType t) {
  return isComplexType(t) ? t : t == kDouble ? kComplexDouble : kComplexFloat;
}
constexpr ScalarType toRealValueType(ScalarType t) {
  return t == kComplexDouble ? kDouble : t == kComplexFloat ? kFloat : t;
}

/// Name of a dtype as in messages: "float32", "int64", "bool".
RUSHLIGHT_API std::string_view dtype_name(ScalarType t);
/// Name of a dtype as c10 writes it: "Float", "Long", "Bool".
RUSHLIGHT_API const char* toString(ScalarType t);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, ScalarType t);

/// The dtype of a mixed expression of two tensors of these types, by PyTorch's promotion table.
RUSHLIGHT_API ScalarType promoteTypes(ScalarType a, ScalarType b);

/// The ScalarType of a C++ element type.
template <class T> struct CppTypeToScalarType;
template <> struct CppTypeToScalarType<uint8_t> : std::integral_constant<ScalarType, kByte> {};
template <> struct CppTypeToScalarType<int8_t> : std::integral_constant<ScalarType, kChar> {};
template <> struct CppTypeToScalarType<int16_t> : std::integral_constant<ScalarType, kShort> {};
template <> struct CppTypeToScalarType<int32_t> : std::integral_constant<ScalarType, kInt> {};
template <> struct CppTypeToScalarType<int64_t> : std::integral_constant<ScalarType, kLong> {};
template <> struct CppTypeToScalarType<long long> : std::integral_constant<ScalarType, kLong> {};
template <> struct CppTypeToScalarType<Half> : std::integral_constant<ScalarType, kHalf> {};
template <> struct CppTypeToScalarType<BFloat16> : std::integral_constant<ScalarType, kBFloat16> {};
template <> struct CppTypeToScalarType<float> : std::integral_constant<ScalarType, kFloat> {};
template <> struct CppTypeToScalarType<double> : std::integral_constant<ScalarType, kDouble> {};
template <> struct CppTypeToScalarType<bool> : std::integral_constant<ScalarType, kBool> {};
template <> struct CppTypeToScalarType<Complex<float>> : std::integral_constant<ScalarType, kComplexFloat> {};
template <>
struct CppTypeToScalarType<Complex<double>> : std::integral_constant<ScalarType, kComplexDouble> {};

/// What `Tensor::dtype()` returns: a ScalarType that also prints and compares as LibTorch's TypeMeta.
class TypeMeta {
 public:
  constexpr TypeMeta(ScalarType t = ScalarType::Undefined) : type_(t) {}
  template <class T> static constexpr TypeMeta Make() { return ScalarType(CppTypeToScalarType<T>::value); }
  template <class T> constexpr bool Match() const { return type_ == CppTypeToScalarType<T>::value; }
  constexpr operator ScalarType() const { return type_; }
  constexpr ScalarType toScalarType() const { return type_; }
  std::string_view name() const;
  constexpr size_t itemsize() const { return static_cast<size_t>(element_size(type_)); }
  friend constexpr bool operator==(TypeMeta a, TypeMeta b) { return a.type_ == b.type_; }
  friend constexpr bool operator==(TypeMeta a, ScalarType b) { return a.type_ == b; }

 private:
  ScalarType type_;
};
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, TypeMeta t);
constexpr TypeMeta scalarTypeToTypeMeta(ScalarType t) { return t; }
constexpr ScalarType typeMetaToScalarType(TypeMeta t) { return t.toScalarType(); }

/// The dtype new floating-point tensors get when none is named (float32 unless changed).
RUSHLIGHT_API ScalarType get_default_dtype_as_scalartype();
RUSHLIGHT_API TypeMeta get_default_dtype();
RUSHLIGHT_API void set_default_dtype(ScalarType t);
/// The complex dtype whose parts are of the default dtype.
inline TypeMeta get_default_complex_dtype() { return toComplexType(get_default_dtype_as_scalartype()); }

}  // namespace torch::inline rushlight

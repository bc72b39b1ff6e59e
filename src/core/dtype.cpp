// Names of dtypes and PyTorch's promotion table.
#include "rushlight/core/dtype.h"

#include <atomic>
#include <complex>
#include <ostream>
#include <stdexcept>

#include "rushlight/core/device.h"
#include "rushlight/core/error.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {
namespace {

struct Names {
  ScalarType type;
  const char* name;  // in messages
  const char* c10;   // as c10 prints the ScalarType
  const char* cpp;   // as TypeMeta prints it
};
constexpr Names kNames[] = {
    {ScalarType::Byte, "uint8", "Byte", "unsigned char"},
    {ScalarType::Char, "int8", "Char", "signed char"},
    {ScalarType::Short, "int16", "Short", "short int"},
    {ScalarType::Int, "int32", "Int", "int"},
    {ScalarType::Long, "int64", "Long", "long int"},
    {ScalarType::Half, "float16", "Half", "c10::Half"},
    {ScalarType::Float, "float32", "Float", "float"},
    {ScalarType::Double, "float64", "Double", "double"},
    {ScalarType::ComplexHalf, "complex32", "ComplexHalf", "c10::complex<c10::Half>"},
    {ScalarType::ComplexFloat, "complex64", "ComplexFloat", "c10::complex<float>"},
    {ScalarType::ComplexDouble, "complex128", "ComplexDouble", "c10::complex<double>"},
    {ScalarType::Bool, "bool", "Bool", "bool"},
    {ScalarType::BFloat16, "bfloat16", "BFloat16", "c10::BFloat16"},
    {ScalarType::Undefined, "undefined", "UNKNOWN_SCALAR", "nullptr (uninitialized)"},
};

const Names& names_of(ScalarType t) {
  for (const Names& n : kNames)
    if (n.type == t) return n;
  return kNames[std::size(kNames) - 1];
}

std::atomic<ScalarType> default_dtype{kFloat};

// Rank within a kind; a wider integer or float has the higher rank.
int rank(ScalarType t) {
  switch (t) {
    case ScalarType::Bool: return 0;
    case ScalarType::Byte: return 1;
    case ScalarType::Char: return 1;
    case ScalarType::Short: return 2;
    case ScalarType::Int: return 3;
    case ScalarType::Long: return 4;
    case ScalarType::Half:
    case ScalarType::BFloat16: return 5;
    case ScalarType::Float: return 6;
    case ScalarType::Double: return 7;
    case ScalarType::ComplexHalf: return 8;
    case ScalarType::ComplexFloat: return 9;
    case ScalarType::ComplexDouble: return 10;
    default: return -1;
  }
}

}  // namespace

std::string_view dtype_name(ScalarType t) { return names_of(t).name; }
const char* toString(ScalarType t) { return names_of(t).c10; }
std::string_view TypeMeta::name() const { return names_of(type_).cpp; }
std::ostream& operator<<(std::ostream& out, ScalarType t) { return out << toString(t); }
std::ostream& operator<<(std::ostream& out, TypeMeta t) { return out << t.name(); }
std::ostream& operator<<(std::ostream& out, const Device& device) { return out << device.str(); }
std::ostream& operator<<(std::ostream& out, Half value) { return out << static_cast<float>(value); }
std::ostream& operator<<(std::ostream& out, BFloat16 value) { return out << static_cast<float>(value); }
std::ostream& operator<<(std::ostream& out, const Complex<float>& z) { return out << std::complex<float>(z); }
std::ostream& operator<<(std::ostream& out, const Complex<double>& z) {
  return out << std::complex<double>(z);
}
void Scalar::fail_overflow() {
  throw std::runtime_error("Scalar: expected a number inside the range of the type that it is asked for");
}
void Scalar::fail_complex() {
  detail::fail({"Scalar: expected a real number, got a complex one with an imaginary part"});
}
std::ostream& operator<<(std::ostream& out, const Scalar& s) {
  if (s.isComplex()) return out << s.toComplexDouble();
  if (s.isFloatingPoint()) return out << s.toDouble();
  if (s.isBoolean()) return out << (s.toBool() ? "true" : "false");
  return out << s.toLong();
}

ScalarType promoteTypes(ScalarType a, ScalarType b) {
  if (a == b) return a;
  if (rank(a) < 0 || rank(b) < 0)
    detail::fail({"promoteTypes: expected two defined dtypes, got ", a, " and ", b});
  const ScalarType high = rank(a) > rank(b) ? a : b, low = high == a ? b : a;
  if (rank(a) == 1 && rank(b) == 1) return kShort;  // uint8 with int8
  if (rank(a) == 5 && rank(b) == 5) return kFloat;  // float16 with bfloat16
  if (isComplexType(high) && low == kDouble) return kComplexDouble;
  if (high == ScalarType::ComplexHalf && low == kFloat) return kComplexFloat;
  return high;
}

ScalarType get_default_dtype_as_scalartype() { return default_dtype.load(std::memory_order_relaxed); }
TypeMeta get_default_dtype() { return get_default_dtype_as_scalartype(); }
void set_default_dtype(ScalarType t) {
  RUSHLIGHT_CHECK(isFloatingType(t), "set_default_dtype: expected a floating-point dtype, got ", t);
  default_dtype.store(t, std::memory_order_relaxed);
}

Device::Device(const std::string& text) : type_(DeviceType::CPU), index_(-1) {
  const size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const bool known = kind == "cpu" || kind == "cuda";
  bool index_ok = true;
  if (colon != std::string::npos) {
    const std::string digits = text.substr(colon + 1);
    index_ok = !digits.empty() && digits.size() <= 3 &&
               digits.find_first_not_of("0123456789") == std::string::npos && std::stoi(digits) < 128;
    if (index_ok) index_ = static_cast<DeviceIndex>(std::stoi(digits));
  }
  RUSHLIGHT_CHECK(known && index_ok, "Device: expected \"cpu\", \"cuda\" or \"cuda:N\", got \"", text, "\"");
  type_ = kind == "cuda" ? DeviceType::CUDA : DeviceType::CPU;
}

std::string DeviceTypeName(DeviceType type, bool lower_case) {
  if (lower_case) return type == kCUDA ? "cuda" : "cpu";
  return type == kCUDA ? "CUDA" : "CPU";
}
std::ostream& operator<<(std::ostream& out, DeviceType type) { return out << DeviceTypeName(type, true); }

std::string Device::str() const {
  std::string s = DeviceTypeName(type_, true);
  if (has_index()) s += ":" + std::to_string(static_cast<int>(index_));
  return s;
}

}  // namespace torch::inline rushlight

// IValue: a value that is not necessarily a tensor: a number, a text or a list of numbers. It is the part of c10::IValue
// that archives and the contexts of user-defined functions need. Read next: ../serialize/archive.h.
#pragma once

#include <concepts>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "rushlight/core/tensor.h"

namespace rushlight {

/// Nothing, a tensor, a bool, an integer, a float64, a text, or a list of integers or float64s.
class RUSHLIGHT_API IValue {
 public:
  using Value = std::variant<std::monostate, Tensor, bool, int64_t, double, std::string, std::vector<int64_t>,
                             std::vector<double>>;

  IValue() = default;
  IValue(std::nullopt_t) {}
  IValue(Tensor value) : value_(std::move(value)) {}
  IValue(bool value) : value_(value) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) IValue(T value) : value_(static_cast<int64_t>(value)) {}
  IValue(double value) : value_(value) {}
  IValue(const Scalar& value);
  IValue(std::string value) : value_(std::move(value)) {}
  IValue(const char* value) : value_(std::string(value)) {}
  IValue(std::vector<int64_t> value) : value_(std::move(value)) {}
  IValue(IntArrayRef value) : value_(value.vec()) {}
  IValue(std::vector<double> value) : value_(std::move(value)) {}

  bool isNone() const { return holds<std::monostate>(); }
  bool isTensor() const { return holds<Tensor>(); }
  bool isBool() const { return holds<bool>(); }
  bool isInt() const { return holds<int64_t>(); }
  bool isDouble() const { return holds<double>(); }
  bool isScalar() const { return isBool() || isInt() || isDouble(); }
  bool isString() const { return holds<std::string>(); }
  bool isIntList() const { return holds<std::vector<int64_t>>(); }
  bool isDoubleList() const { return holds<std::vector<double>>(); }
  bool isList() const { return isIntList() || isDoubleList(); }

  // Each returns the value of that kind, or throws an error that names the kind there is.
  const Tensor& toTensor() const { return get<Tensor>("a tensor"); }
  bool toBool() const { return get<bool>("a bool"); }
  int64_t toInt() const { return get<int64_t>("an integer"); }
  double toDouble() const { return get<double>("a float64"); }
  Scalar toScalar() const;
  const std::string& toStringRef() const { return get<std::string>("a text"); }
  std::vector<int64_t> toIntVector() const { return get<std::vector<int64_t>>("a list of integers"); }
  std::vector<double> toDoubleVector() const { return get<std::vector<double>>("a list of float64s"); }
  template <class T> T to() const {
    if constexpr (std::integral<T> && !std::same_as<T, bool>) {
      return static_cast<T>(toInt());
    } else {
      return get<T>("another type");
    }
  }

  /// The kind of the value in words: "None", "Tensor", "Bool", "Int", "Double", "String", "IntList", "DoubleList".
  const char* tagKind() const;
  const Value& variant() const { return value_; }

 private:
  template <class T> bool holds() const { return std::holds_alternative<T>(value_); }
  template <class T> const T& get(const char* wanted) const {
    const T* value = std::get_if<T>(&value_);
    if (!value) [[unlikely]]
      fail_kind(wanted);
    return *value;
  }
  [[noreturn]] void fail_kind(const char* wanted) const;

  Value value_;
};

}  // namespace rushlight

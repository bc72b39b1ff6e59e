// TensorLiteral: what `tensor(...)` takes: a number, nested braces of numbers, or a list of numbers in memory. It
// borrows all of them, so it lives no longer than the call. Next: src/ops/create/literal.cpp.
#pragma once

#include <initializer_list>
#include <vector>

#include "rushlight/core/array_ref.h"
#include "rushlight/core/scalar.h"
#include "rushlight/core/small_vector.h"

namespace torch::inline rushlight::detail {

/// The argument of `tensor(...)`: `3`, `{{1, 2}, {3, 4}}`, a std::vector or an ArrayRef.
class RUSHLIGHT_API TensorLiteral {
 public:
  /// An empty list, as the inner braces of `{{}, {}}`.
  TensorLiteral() : kind_(Kind::kList), dtype_(get_default_dtype_as_scalartype()), sizes_({0}) {}
#define RUSHLIGHT_LITERAL(T)                                                                              \
  TensorLiteral(T value) : kind_(Kind::kNumber), dtype_(CppTypeToScalarType<T>::value), number_(value) {} \
  TensorLiteral(ArrayRef<T> v)                                                                            \
      : kind_(Kind::kMemory),                                                                             \
        dtype_(CppTypeToScalarType<T>::value),                                                            \
        sizes_({static_cast<int64_t>(v.size())}),                                                         \
        memory_(v.data()) {}
  RUSHLIGHT_LITERAL(uint8_t)
  RUSHLIGHT_LITERAL(int8_t)
  RUSHLIGHT_LITERAL(int16_t)
  RUSHLIGHT_LITERAL(int32_t)
  RUSHLIGHT_LITERAL(int64_t)
  RUSHLIGHT_LITERAL(float)
  RUSHLIGHT_LITERAL(double)
  RUSHLIGHT_LITERAL(bool)
  RUSHLIGHT_LITERAL(Half)
  RUSHLIGHT_LITERAL(BFloat16)
  RUSHLIGHT_LITERAL(Complex<float>)
  RUSHLIGHT_LITERAL(Complex<double>)
#undef RUSHLIGHT_LITERAL
  template <class T>
  requires(!std::is_same_v<T, bool>) TensorLiteral(const std::vector<T>& v) : TensorLiteral(ArrayRef<T>(v)) {}
  /// Elements of one shape and dtype; an error otherwise.
  TensorLiteral(std::initializer_list<TensorLiteral> list);

  enum class Kind : uint8_t { kNumber, kList, kMemory };
  Kind kind() const { return kind_; }
  ScalarType dtype() const { return dtype_; }
  IntArrayRef sizes() const { return sizes_; }
  const Scalar& number() const { return number_; }
  ArrayRef<TensorLiteral> list() const { return ArrayRef<TensorLiteral>(list_, count_); }
  const void* memory() const { return memory_; }

 private:
  Kind kind_;
  ScalarType dtype_;
  DimVector sizes_;
  Scalar number_;
  const TensorLiteral* list_ = nullptr;
  size_t count_ = 0;
  const void* memory_ = nullptr;
};

}  // namespace torch::inline rushlight::detail

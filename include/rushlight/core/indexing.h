// Subscripts as in Python: x.index({0, Slice(1, None), "...", mask}). Slice, None and Ellipsis, and TensorIndex, which
// holds any one of them, a number, a bool or a tensor. Next: src/ops/index/subscript.cpp.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::indexing {

/// A new dimension of size 1; also a missing end of a Slice.
inline constexpr std::nullopt_t None = std::nullopt;

struct EllipsisIndexType {};
/// As many full slices as dimensions are left.
inline constexpr EllipsisIndexType Ellipsis{};

/// The farthest places that a Slice names.
inline constexpr int64_t INDEX_MIN = SymInt::min_representable_int(), INDEX_MAX = -(INDEX_MIN + 1);

/// Entries start, start + step, ... below stop, as `start:stop:step` in Python; steps are positive.
class RUSHLIGHT_API Slice {
 public:
  Slice(std::optional<SymInt> start = std::nullopt, std::optional<SymInt> stop = std::nullopt,
        std::optional<SymInt> step = std::nullopt);
  SymInt start() const { return start_; }
  SymInt stop() const { return stop_; }
  SymInt step() const { return step_; }

 private:
  SymInt start_, stop_, step_;
};
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const Slice& slice);

enum class TensorIndexType : uint8_t { None, Ellipsis, SymInt, Boolean, Slice, Tensor };

/// One subscript of any kind.
class RUSHLIGHT_API TensorIndex {
 public:
  TensorIndex(std::nullopt_t) : type_(TensorIndexType::None) {}
  TensorIndex(EllipsisIndexType) : type_(TensorIndexType::Ellipsis) {}
  /// Only "..." is accepted.
  TensorIndex(const char* text);
  TensorIndex(SymInt integer) : type_(TensorIndexType::SymInt), integer_(integer) {}
  template <class T>
  requires std::is_integral_v<T> TensorIndex(T number)
      : type_(std::is_same_v<T, bool> ? TensorIndexType::Boolean : TensorIndexType::SymInt),
        integer_(number) {}
  TensorIndex(indexing::Slice slice) : type_(TensorIndexType::Slice), slice_(slice) {}
  TensorIndex(rushlight::Tensor tensor) : type_(TensorIndexType::Tensor), tensor_(std::move(tensor)) {}

  bool is_none() const { return type_ == TensorIndexType::None; }
  bool is_ellipsis() const { return type_ == TensorIndexType::Ellipsis; }
  bool is_integer() const { return type_ == TensorIndexType::SymInt; }
  bool is_boolean() const { return type_ == TensorIndexType::Boolean; }
  bool is_slice() const { return type_ == TensorIndexType::Slice; }
  bool is_tensor() const { return type_ == TensorIndexType::Tensor; }
  SymInt integer() const { return integer_; }
  bool boolean() const { return integer_ != 0; }
  const indexing::Slice& slice() const { return slice_; }
  const rushlight::Tensor& tensor() const { return tensor_; }

 private:
  TensorIndexType type_;
  SymInt integer_;
  indexing::Slice slice_;
  rushlight::Tensor tensor_;
};
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const TensorIndex& index);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const std::vector<TensorIndex>& indices);

}  // namespace torch::inline rushlight::indexing

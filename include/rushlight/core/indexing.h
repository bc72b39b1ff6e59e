// Subscripts as in Python: x.index({0, Slice(1, None), "...", mask}). Slice, None and Ellipsis, and TensorIndex, which
// holds any one of them, a number, a bool or a tensor. Next: src/ops/index/subscript.cpp.
#pragma once

#include <limits>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::indexing {

/// A new dimension of size 1; also a missing end of a Slice.
inline constexpr std::nullopt_t None = std::nullopt;

struct EllipsisIndexType {};
/// As many full slices as dimensions are left.
inline constexpr EllipsisIndexType Ellipsis{};

/// Entries start, start + step, ... below stop, as `start:stop:step` in Python; steps are positive.
class RUSHLIGHT_API Slice {
 public:
  Slice(std::optional<int64_t> start = std::nullopt, std::optional<int64_t> stop = std::nullopt,
        std::optional<int64_t> step = std::nullopt);
  int64_t start() const { return start_; }
  int64_t stop() const { return stop_; }
  int64_t step() const { return step_; }

 private:
  int64_t start_, stop_, step_;
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
  TensorIndex(int64_t integer) : type_(TensorIndexType::SymInt), integer_(integer) {}
  TensorIndex(int integer) : TensorIndex(int64_t{integer}) {}
  template <class T>
  requires std::is_same_v<bool, T> TensorIndex(T boolean)
      : type_(TensorIndexType::Boolean), integer_(boolean) {}
  TensorIndex(indexing::Slice slice) : type_(TensorIndexType::Slice), slice_(slice) {}
  TensorIndex(rushlight::Tensor tensor) : type_(TensorIndexType::Tensor), tensor_(std::move(tensor)) {}

  bool is_none() const { return type_ == TensorIndexType::None; }
  bool is_ellipsis() const { return type_ == TensorIndexType::Ellipsis; }
  bool is_integer() const { return type_ == TensorIndexType::SymInt; }
  bool is_boolean() const { return type_ == TensorIndexType::Boolean; }
  bool is_slice() const { return type_ == TensorIndexType::Slice; }
  bool is_tensor() const { return type_ == TensorIndexType::Tensor; }
  int64_t integer() const { return integer_; }
  bool boolean() const { return integer_ != 0; }
  const indexing::Slice& slice() const { return slice_; }
  const rushlight::Tensor& tensor() const { return tensor_; }

 private:
  TensorIndexType type_;
  int64_t integer_ = 0;
  indexing::Slice slice_;
  rushlight::Tensor tensor_;
};
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const TensorIndex& index);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const std::vector<TensorIndex>& indices);

}  // namespace torch::inline rushlight::indexing

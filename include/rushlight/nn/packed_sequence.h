// Packed sequences: sequences of different lengths as one tensor, for recurrent layers. See ops/rnn.h for their form.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {
namespace nn {
namespace utils {
namespace rnn {

/// The permutation that undoes a permutation of (0, 1, ...); undefined for an undefined one.
RUSHLIGHT_API Tensor invert_permutation(const Tensor& permutation);

class RUSHLIGHT_API PackedSequence {
 public:
  /// Made by pack_padded_sequence and pack_sequence rather than by hand.
  explicit PackedSequence(Tensor data, Tensor batch_sizes, Tensor sorted_indices = {},
                          Tensor unsorted_indices = {});
  /// The rows of all sequences, step by step.
  const Tensor& data() const { return data_; }
  /// How many sequences have each step (int64).
  const Tensor& batch_sizes() const { return batch_sizes_; }
  /// Which sequence of the user's stands at each place, and the way back; undefined where they came sorted.
  const Tensor& sorted_indices() const { return sorted_indices_; }
  const Tensor& unsorted_indices() const { return unsorted_indices_; }
  /// The same with data of another dtype or device.
  PackedSequence to(TensorOptions options) const;
  PackedSequence cpu() const { return to(kCPU); }
  PackedSequence cuda() const { return to(kCUDA); }
  bool is_cuda() const { return data_.is_cuda(); }
  /// The same in memory that is locked for copies to a device; an error without one.
  PackedSequence pin_memory() const;
  bool is_pinned() const { return data_.is_pinned(); }

 private:
  Tensor data_, batch_sizes_, sorted_indices_, unsorted_indices_;
};

/// Padded sequences (T, B, ...), or (B, T, ...) with batch_first, of the given lengths; lengths must fall unless
/// enforce_sorted is off, which sorts them.
RUSHLIGHT_API PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false,
                                                  bool enforce_sorted = true);
/// The way back: padded sequences and their lengths. total_length is the number of steps of the result.
RUSHLIGHT_API std::tuple<Tensor, Tensor> pad_packed_sequence(
    const PackedSequence& sequence, bool batch_first = false, double padding_value = 0.0,
    std::optional<int64_t> total_length = std::nullopt);
/// Sequences (T_i, ...) as (T, B, ...), or (B, T, ...) with batch_first, filled up at one side.
RUSHLIGHT_API Tensor pad_sequence(ArrayRef<Tensor> sequences, bool batch_first = false,
                                  double padding_value = 0, std::string_view padding_side = "right");
/// Sequences (T_i, ...) packed.
RUSHLIGHT_API PackedSequence pack_sequence(ArrayRef<Tensor> sequences, bool enforce_sorted = true);

}  // namespace rnn
}  // namespace utils
}  // namespace nn
}  // namespace torch::inline rushlight

// The walk for operands that lie in another order than the output, as in x + y.t(): what is next to an element along the
// innermost dimension is far away in memory, so that run by run each element would take a cache line of its own. Here a
// block of rows is done at once: such inputs are turned into a buffer, line by line. Only for loops_cpu.cpp.
#pragma once

#include <bit>

#include "cpu/loop_walk.h"
#include "cpu/transpose.h"

namespace torch::inline rushlight {
namespace {

/// From where on squares pay: measured in bench/lab/walks.cpp.
struct SquareLimits {
  int64_t elements = 6144;  ///< fewer are in the nearest cache in any order
  int64_t rows = 12;        ///< a kernel is called for each, so runs must not be short
  int64_t run = 32;
};

class Squares {
 public:
  Squares(const Plan& plan, const Compute& compute, const SquareLimits& least = {})
      : plan_(plan), compute_(compute), inner_(plan.dims - 1) {
    possible_ = plan.numel >= least.elements && (compute.dtype == kFloat || compute.dtype == kDouble);
    for (int k = 0; k < plan.count && possible_; ++k) possible_ = takes(k);
    possible_ = possible_ && turned_inputs_ != 0 && plan.sizes[across_] >= least.rows &&
                plan.sizes[inner_] >= least.run;
    if (!possible_) return;
    row_blocks_ = (plan.sizes[across_] + rows() - 1) / rows();
    column_blocks_ = (plan.sizes[inner_] + kColumns - 1) / kColumns;
  }

  bool possible() const { return possible_; }
  int64_t blocks() const {
    return plan_.numel / (plan_.sizes[across_] * plan_.sizes[inner_]) * row_blocks_ * column_blocks_;
  }
  int64_t block_elements() const { return plan_.numel / blocks(); }

  void run(TileFn fn, const void* attributes, int64_t first, int64_t last) const {
    alignas(64) char room[kMostTurned * kLine * kColumns];
    for (int64_t block = first; block < last; ++block) {
      if (compute_.dtype == kFloat) run_block<float>(fn, attributes, block, room);
      else run_block<double>(fn, attributes, block, room);
    }
  }

 private:
  static constexpr int64_t kLine = 128;  // bytes of an input that are read behind each other: two cache lines
  static constexpr int64_t kColumns = 128;
  static constexpr int kMostTurned = 2;

  int64_t rows() const { return kLine / compute_.size; }

  // Is operand k next to the others along the inner dimension, one value there, or to be turned?
  bool takes(int k) {
    const Operand& a = plan_.operands[k];
    if (a.dtype != compute_.dtype) return false;
    const int64_t stride = a.strides[inner_];
    if (stride == 1) return true;
    if (k < plan_.outputs) return false;
    if (stride == 0) {
      values_ |= 1u << (k - plan_.outputs);
      return compute_.takes_values;
    }
    int d = 0;
    while (d < inner_ && a.strides[d] != 1) ++d;
    if (d == inner_ || stride < 0 || (turned_inputs_ != 0 && d != across_)) return false;
    across_ = d;
    turned_inputs_ |= 1u << k;
    return std::popcount(turned_inputs_) <= kMostTurned;
  }

  // Where a block begins.
  void find(int64_t block, int64_t* index) const {
    index[inner_] = block % column_blocks_ * kColumns;
    block /= column_blocks_;
    index[across_] = block % row_blocks_ * rows();
    block /= row_blocks_;
    for (int d = inner_ - 1; d >= 0; --d) {
      if (d == across_) continue;
      index[d] = block % plan_.sizes[d];
      block /= plan_.sizes[d];
    }
  }

  template <class T> void run_block(TileFn fn, const void* attributes, int64_t block, char* room) const {
    int64_t index[kMaxDims], offset[kMaxOperands], step[kMaxOperands];
    find(block, index);
    const int64_t rows = std::min(this->rows(), plan_.sizes[across_] - index[across_]);
    const int64_t columns = std::min(kColumns, plan_.sizes[inner_] - index[inner_]);
    alignas(64) char value[kMaxOperands][kValueBytes];
    T* pointers[kMaxOperands];
    T* turned = reinterpret_cast<T*>(room);
    for (int k = 0; k < plan_.count; ++k) {
      const Operand& a = plan_.operands[k];
      offset[k] = offset_at(plan_, a, index);
      step[k] = a.strides[across_];
      pointers[k] = reinterpret_cast<T*>(a.data) + offset[k];
      if (!(turned_inputs_ >> k & 1)) continue;
      transpose_block(pointers[k], a.strides[inner_], columns, rows, turned, kColumns);
      pointers[k] = turned;
      step[k] = kColumns;
      turned += rows * kColumns;
    }
    for (int64_t r = 0; r < rows; ++r) {
      void* all[kMaxOperands];
      for (int k = 0; k < plan_.count; ++k) {
        all[k] = pointers[k] + r * step[k];
        if (k < plan_.outputs || !(values_ >> (k - plan_.outputs) & 1)) continue;
        compute_.spread(plan_.operands[k], offset[k] + r * step[k], value[k], columns);
        all[k] = value[k];
      }
      fn(attributes, all, const_cast<const void* const*>(all + plan_.outputs), columns, values_);
    }
  }

  const Plan& plan_;
  const Compute& compute_;
  const int inner_;
  bool possible_;
  int across_ = 0;              // the dimension along which turned inputs are neighbours
  uint32_t turned_inputs_ = 0;  // bit k: operand k
  uint32_t values_ = 0;         // bit k: input k is one value for each row
  int64_t row_blocks_ = 0, column_blocks_ = 0;
};

}  // namespace
}  // namespace torch::inline rushlight

// The walk through a plan: tiles of elements, which a kernel reads and writes where they are as far as their type and
// strides allow, and in buffers otherwise. One walk for all compute types: what differs is in Compute. Only for the
// *_cpu.cpp files beside it. Next: loops_cpu.cpp.
#pragma once

#include <algorithm>

#include "cpu/convert.h"
#include "cpu/loop_plan.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kTile = 512;           // elements: six float tiles are 12 KB, well inside L1
constexpr int64_t kBuffer = kTile * 16;  // bytes: a tile of the largest type
// Elements of so many bytes; a tile of bytes would be done before it pays for its call.
constexpr int64_t tile_of_size(int64_t item) { return item == 1 ? 4 * kTile : kTile; }
constexpr int64_t kSpread =
    2048;  // bytes that are filled with one value: more would push the stores of results aside

// True where a kernel that computes in `compute` takes `t` as it lies in memory. To the loops int8 and bool are bytes.
constexpr bool is_stored_as(ScalarType t, ScalarType compute) {
  return t == compute || (compute == kByte && (t == kBool || t == kChar));
}

// Rows of `n` elements behind each other; the rows of `a` begin `row_stride` apart.
template <class T>
void load_rows(const Operand& a, int64_t offset, int64_t stride, int64_t row_stride, T* to, int64_t n,
               int64_t rows) {
  if (!is_stored_as(a.dtype, CppTypeToScalarType<T>::value)) {
    for (int64_t r = 0; r < rows; ++r) load(a, offset + r * row_stride, stride, to + r * n, n);
    return;
  }
  const T* from = reinterpret_cast<const T*>(a.data) + offset;
  for (int64_t r = 0; r < rows; ++r, from += row_stride, to += n) {
    if (stride == 0) std::fill_n(to, n, T(from[0]));
    else if (stride == 1)
      for (int64_t i = 0; i < n; ++i) to[i] = from[i];
    else
#pragma GCC unroll 4
      for (int64_t i = 0; i < n; ++i) to[i] = from[i * stride];
  }
}

/// A compute type: its conversions from and to any dtype.
struct Compute {
  ScalarType dtype;
  int64_t size;
  void (*load)(const Operand& a, int64_t offset, int64_t stride, int64_t row_stride, void* to, int64_t n,
               int64_t rows);
  void (*store)(const Operand& a, int64_t offset, int64_t stride, const void* from, int64_t n);
};
template <class T>
constexpr Compute compute_in{
    CppTypeToScalarType<T>::value, sizeof(T),
    [](const Operand& a, int64_t offset, int64_t stride, int64_t row_stride, void* to, int64_t n,
       int64_t rows) { load_rows(a, offset, stride, row_stride, static_cast<T*>(to), n, rows); },
    [](const Operand& a, int64_t offset, int64_t stride, const void* from, int64_t n) {
      store(a, offset, stride, static_cast<const T*>(from), n);
    }};

/// A place in the iteration, and the element of each operand that is there.
struct Cursor {
  int64_t index[kMaxDims];
  int64_t offset[kMaxOperands];

  Cursor(const Plan& plan, int64_t element) {
    for (int d = plan.dims - 1; d >= 0; --d) {
      index[d] = element % plan.sizes[d];
      element /= plan.sizes[d];
    }
    for (int k = 0; k < plan.count; ++k) offset[k] = offset_at(plan, plan.operands[k], index);
  }
  /// Goes on by `count` steps of dimension d, to its end at most.
  void advance(const Plan& plan, int d, int64_t count) {
    index[d] += count;
    for (int k = 0; k < plan.count; ++k) offset[k] += count * plan.operands[k].strides[d];
    for (; d > 0 && index[d] == plan.sizes[d]; --d) {
      index[d] = 0;
      ++index[d - 1];
      for (int k = 0; k < plan.count; ++k) {
        const int64_t* const strides = plan.operands[k].strides;
        offset[k] += strides[d - 1] - plan.sizes[d] * strides[d];
      }
    }
  }
};

class Walk {
 public:
  Walk(const Plan& plan, const Compute& compute)
      : plan_(plan),
        compute_(compute),
        inner_(plan.dims - 1),
        length_(plan.sizes[inner_]),
        pack_(length_ < kTile / 4) {
    bool copies = false, values = false;
    for (int k = 0; k < plan.count; ++k) {
      access_[k] = access_of(plan.operands[k], k < plan.outputs);
      copies |= access_[k] == kCopied;
      values |= access_[k] == kOneValue;
    }
    stores_ = std::any_of(access_, access_ + plan.outputs, [](Access a) { return a == kCopied; });
    tile_ = copies ? tile_of_size(compute.size) : plan.numel;
    piece_ = values ? kSpread / compute.size : tile_;
  }

  void run(TileFn fn, const void* attributes, int64_t first, int64_t last) {
    Cursor cursor(plan_, first);
    while (first < last) {
      void* pointers[kMaxOperands];
      for (int k = 0; k < plan_.count; ++k) pointers[k] = tile_of(k, cursor);
      const int64_t most = std::min(last - first, tile_);
      if (!stores_) {
        first += fill(cursor, most);
        call(fn, attributes, pointers);
      } else {
        Cursor start = cursor;
        first += fill(cursor, most);
        call(fn, attributes, pointers);
        drain(start);
      }
    }
  }

 private:
  enum Access : uint8_t { kDirect, kOneValue, kCopied };

  Access access_of(const Operand& a, bool output) const {
    bool one_value = true, flat = true;
    int64_t elements = 1;
    for (int d = inner_; d >= 0; --d) {
      one_value &= a.strides[d] == 0;
      flat &= a.strides[d] == elements;
      elements *= plan_.sizes[d];
    }
    if (is_stored_as(a.dtype, compute_.dtype) && (flat || (!pack_ && a.strides[inner_] == 1))) return kDirect;
    return !output && (one_value || (!pack_ && a.strides[inner_] == 0)) ? kOneValue : kCopied;
  }

  void* tile_of(int k, const Cursor& cursor) {
    const Operand& a = plan_.operands[k];
    return access_[k] == kDirect ? a.data + cursor.offset[k] * a.item : buffers_[k];
  }

  // The tile in pieces for which the buffers that hold one value are long enough.
  void call(TileFn fn, const void* attributes, void** pointers) const {
    for (int64_t left = done_; left > 0; left -= piece_) {
      fn(attributes, pointers, const_cast<const void* const*>(pointers + plan_.outputs),
         std::min(left, piece_));
      for (int k = 0; left > piece_ && k < plan_.count; ++k)
        if (access_[k] != kOneValue) pointers[k] = static_cast<char*>(pointers[k]) + piece_ * compute_.size;
    }
  }

  // Brings one tile of at most `most` elements into the buffers: a piece of one run, or several whole short ones packed
  // behind each other. Returns its size.
  int64_t fill(Cursor& cursor, int64_t most) {
    done_ = 0;
    do {
      const int64_t run = std::min(length_ - cursor.index[inner_], most - done_);
      const int64_t rows = run == length_ ? whole_runs(cursor, most - done_) : 1;
      for (int k = plan_.outputs; k < plan_.count; ++k) {
        if (access_[k] == kDirect) continue;
        const Operand& a = plan_.operands[k];
        if (access_[k] == kOneValue) spread(k, cursor.offset[k]);
        else
          compute_.load(a, cursor.offset[k], a.strides[inner_], rows > 1 ? a.strides[inner_ - 1] : 0,
                        buffers_[k] + done_ * compute_.size, run, rows);
      }
      if (rows > 1) cursor.advance(plan_, inner_ - 1, rows);
      else cursor.advance(plan_, inner_, run);
      done_ += run * rows;
    } while (pack_ && done_ < most);
    return done_;
  }
  // How many whole runs one dimension further out fit into so many elements.
  int64_t whole_runs(const Cursor& cursor, int64_t elements) const {
    if (!pack_ || inner_ == 0) return 1;
    return std::min(plan_.sizes[inner_ - 1] - cursor.index[inner_ - 1], elements / length_);
  }
  // A value is spread once for all tiles in a row that have it.
  void spread(int k, int64_t offset) {
    if (spread_[k] == offset) return;
    spread_[k] = offset;
    compute_.load(plan_.operands[k], offset, 0, 0, buffers_[k],
                  std::min(piece_, pack_ ? plan_.numel : length_), 1);
  }
  // Takes the tile's outputs from the buffers, from `cursor` on.
  void drain(Cursor& cursor) {
    for (int64_t at = 0; at < done_;) {
      const int64_t run = std::min(length_ - cursor.index[inner_], done_ - at);
      for (int k = 0; k < plan_.outputs; ++k) {
        if (access_[k] == kDirect) continue;
        const Operand& a = plan_.operands[k];
        compute_.store(a, cursor.offset[k], a.strides[inner_], buffers_[k] + at * compute_.size, run);
      }
      cursor.advance(plan_, inner_, run);
      at += run;
    }
  }

  const Plan& plan_;
  const Compute& compute_;
  const int inner_;
  const int64_t length_;
  const bool pack_;
  bool stores_;    // some output goes through a buffer
  int64_t tile_;   // its most elements
  int64_t piece_;  // how many of them a call takes at most
  int64_t done_ = 0;
  Access access_[kMaxOperands];
  int64_t spread_[kMaxOperands] = {-1, -1, -1, -1, -1, -1};  // where the value that fills a buffer lies
  alignas(64) char buffers_[kMaxOperands][kBuffer];
};

}  // namespace
}  // namespace torch::inline rushlight

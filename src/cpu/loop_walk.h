// The walk through a plan: tiles of elements, which a kernel reads and writes where they are as far as their type and
// strides allow, and in buffers otherwise. One walk for all compute types: what differs is in Compute. Only for the
// *_cpu.cpp files beside it. Next: loops_cpu.cpp.
#pragma once

#include <algorithm>

#include "cpu/convert.h"
#include "cpu/loop_plan.h"
#include "cpu/narrow.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kTile = 512;           // elements: six float tiles are 12 KB, well inside L1
constexpr int64_t kBuffer = kTile * 16;  // bytes: a tile of the largest type
// Elements of so many bytes; a tile of bytes would be done before it pays for its call.
constexpr int64_t tile_of_size(int64_t item) { return item == 1 ? 4 * kTile : kTile; }
constexpr int64_t kShortRun =
    64;  // runs of fewer elements are copied behind each other: a call for each would take longer

// True where a kernel that computes in `compute` takes `t` as it lies in memory. To the loops int8 and bool are bytes.
constexpr bool is_stored_as(ScalarType t, ScalarType compute) {
  return t == compute || (compute == kByte && (t == kBool || t == kChar));
}

// Rows of `n` elements behind each other; the rows of `a` begin `row_stride` apart.
template <class T>
[[gnu::noinline]] void load_rows(const Operand& a, int64_t offset, int64_t stride, int64_t row_stride, T* to,
                                 int64_t n, int64_t rows) {
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

// So many elements are filled with an input's one value. Kernels that take no values go on by pieces of them.
constexpr int64_t kMostSpread = 2048;  // bytes
template <class T> constexpr int64_t kSpread = (kTakesValues<T> ? kValueBytes : kMostSpread) / sizeof(T);

// At least `n` elements like the one at `offset`, and at most kSpread.
template <class T> [[gnu::noinline]] void spread(const Operand& a, int64_t offset, T* to, int64_t n) {
  n = kTakesValues<T> ? kSpread<T> : std::min(n, kSpread<T>);
  if (!is_stored_as(a.dtype, CppTypeToScalarType<T>::value)) return load_rows(a, offset, 0, 0, to, n, 1);
  std::fill_n(to, n, T(reinterpret_cast<const T*>(a.data)[offset]));
}

/// A compute type: its conversions from and to any dtype.
struct Compute {
  ScalarType dtype;
  int64_t size;
  int64_t spread_elements;  ///< how many are filled with one value
  bool takes_values;        ///< as tile functions do in this type
  void (*load)(const Operand& a, int64_t offset, int64_t stride, int64_t row_stride, void* to, int64_t n,
               int64_t rows);
  void (*spread)(const Operand& a, int64_t offset, void* to, int64_t n);
  void (*store)(const Operand& a, int64_t offset, int64_t stride, const void* from, int64_t n);
};
template <class T>
constexpr Compute compute_in{
    CppTypeToScalarType<T>::value,
    sizeof(T),
    kSpread<T>,
    kTakesValues<T>,
    [](const Operand& a, int64_t offset, int64_t stride, int64_t row_stride, void* to, int64_t n,
       int64_t rows) { load_rows(a, offset, stride, row_stride, static_cast<T*>(to), n, rows); },
    [](const Operand& a, int64_t offset, void* to, int64_t n) { spread(a, offset, static_cast<T*>(to), n); },
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
  Walk(const Plan& plan, const Compute& compute) : Walk(plan, compute, packs(plan, compute)) {}
  /// With `pack`, runs that are copied are copied behind each other.
  Walk(const Plan& plan, const Compute& compute, bool pack)
      : plan_(plan), compute_(compute), inner_(plan.dims - 1), length_(plan.sizes[inner_]), pack_(pack) {
    for (int k = 0; k < plan.count; ++k) {
      access_[k] = access_of(plan.operands[k], k < plan.outputs);
      copies_ |= access_[k] == kCopied;
      stores_ |= access_[k] == kCopied && k < plan.outputs;
      if (access_[k] == kOneValue) values_ |= 1u << (k - plan.outputs);
    }
  }

  void run(TileFn fn, const void* attributes, int64_t first, int64_t last) {
    Cursor cursor(plan_, first);
    while (first < last)
      first += copies_ ? run_tile(fn, attributes, cursor, std::min(last - first, tile_of_size(compute_.size)))
                       : run_in_place(fn, attributes, cursor, last - first);
  }

 private:
  enum Access : uint8_t { kDirect, kOneValue, kCopied };

  // Whether kernels can take all operands as they lie in memory, run by run.
  static bool fits(const Plan& plan, const Compute& compute) {
    return std::all_of(plan.operands, plan.operands + plan.count, [&](const Operand& a) {
      return is_stored_as(a.dtype, compute.dtype) && uint64_t(a.strides[plan.dims - 1]) <= 1;
    });
  }
  static bool packs(const Plan& plan, const Compute& compute) {
    const int64_t length = plan.sizes[plan.dims - 1];
    return length < kShortRun || (length <= kTile / 2 && !fits(plan, compute));
  }
  Access access_of(const Operand& a, bool output) const {
    bool one_value = true, flat = true;
    int64_t elements = 1;
    for (int d = inner_; d >= 0; --d) {
      one_value &= a.strides[d] == 0;
      flat &= a.strides[d] == elements;
      elements *= plan_.sizes[d];
    }
    if (is_stored_as(a.dtype, compute_.dtype) && (flat || (!pack_ && a.strides[inner_] == 1))) return kDirect;
    if (output || plan_.count - plan_.outputs == 1) return kCopied;
    return one_value || (!pack_ && a.strides[inner_] == 0) ? kOneValue : kCopied;
  }

  void* tile_of(int k, const Cursor& cursor) {
    const Operand& a = plan_.operands[k];
    return access_[k] == kDirect ? a.data + cursor.offset[k] * a.item : buffers_[k];
  }

  // A part of a run, or whole ones one dimension further out; at most `most` elements. Returns how many.
  int64_t run_in_place(TileFn fn, const void* attributes, Cursor& cursor, int64_t most) {
    const int64_t run = std::min(length_ - cursor.index[inner_], most);
    const int64_t rows = run == length_ ? whole_runs(cursor, most) : 1;
    char* pointers[kMaxOperands];
    int64_t steps[kMaxOperands];
    for (int k = 0; k < plan_.count; ++k) {
      pointers[k] = static_cast<char*>(tile_of(k, cursor));
      steps[k] = rows == 1 ? 0 : plan_.operands[k].strides[inner_ - 1];
    }
    for (int64_t r = 0; r < rows; ++r) {
      for (int k = plan_.outputs; k < plan_.count; ++k)
        if (access_[k] == kOneValue) spread(k, cursor.offset[k] + r * steps[k]);
      call(fn, attributes, pointers, run);
      for (int k = 0; k < plan_.count; ++k)
        if (access_[k] == kDirect) pointers[k] += steps[k] * compute_.size;
    }
    advance(cursor, run, rows);
    return run * rows;
  }
  // At most `most` elements by way of buffers. Returns how many.
  int64_t run_tile(TileFn fn, const void* attributes, Cursor& cursor, int64_t most) {
    char* pointers[kMaxOperands];
    for (int k = 0; k < plan_.count; ++k) pointers[k] = static_cast<char*>(tile_of(k, cursor));
    if (!stores_) {
      const int64_t count = fill(cursor, most);
      call(fn, attributes, pointers, count);
      return count;
    }
    Cursor start = cursor;
    const int64_t count = fill(cursor, most);
    call(fn, attributes, pointers, count);
    drain(start, count);
    return count;
  }
  void call(TileFn fn, const void* attributes, char* const* pointers, int64_t n) const {
    if (values_ == 0 || compute_.takes_values) return call_kernel(fn, attributes, pointers, n, values_);
    char* piece[kMaxOperands];
    for (int64_t i = 0; i < n; i += compute_.spread_elements) {
      for (int k = 0; k < plan_.count; ++k)
        piece[k] = pointers[k] + (access_[k] == kOneValue ? 0 : i * compute_.size);
      call_kernel(fn, attributes, piece, std::min(n - i, compute_.spread_elements), 0);
    }
  }
  void call_kernel(TileFn fn, const void* attributes, char* const* pointers, int64_t n,
                   uint32_t values) const {
    void* const* const all = reinterpret_cast<void* const*>(pointers);
    fn(attributes, all, const_cast<const void* const*>(all + plan_.outputs), n, values);
  }

  // Brings one tile of at most `most` elements into the buffers: a piece of one run, or several whole short ones packed
  // behind each other. Returns its size.
  int64_t fill(Cursor& cursor, int64_t most) {
    int64_t done = 0;
    do {
      const int64_t run = std::min(length_ - cursor.index[inner_], most - done);
      const int64_t rows = pack_ && run == length_ ? whole_runs(cursor, most - done) : 1;
      for (int k = plan_.outputs; k < plan_.count; ++k) {
        if (access_[k] == kDirect) continue;
        const Operand& a = plan_.operands[k];
        if (access_[k] == kOneValue) spread(k, cursor.offset[k]);
        else
          compute_.load(a, cursor.offset[k], a.strides[inner_], rows > 1 ? a.strides[inner_ - 1] : 0,
                        buffers_[k] + done * compute_.size, run, rows);
      }
      advance(cursor, run, rows);
      done += run * rows;
    } while (pack_ && done < most);
    return done;
  }
  // How many whole runs one dimension further out fit into so many elements.
  int64_t whole_runs(const Cursor& cursor, int64_t elements) const {
    if (inner_ == 0) return 1;
    return std::min(plan_.sizes[inner_ - 1] - cursor.index[inner_ - 1], elements / length_);
  }
  void advance(Cursor& cursor, int64_t run, int64_t rows) const {
    if (rows > 1) cursor.advance(plan_, inner_ - 1, rows);
    else cursor.advance(plan_, inner_, run);
  }
  // A value is spread once for all runs behind each other that have it.
  void spread(int k, int64_t offset) {
    if (spread_[k] == offset) return;
    spread_[k] = offset;
    compute_.spread(plan_.operands[k], offset, buffers_[k], pack_ ? plan_.numel : length_);
  }
  // Takes the tile's outputs from the buffers, from `cursor` on.
  void drain(Cursor& cursor, int64_t count) {
    for (int64_t at = 0; at < count;) {
      const int64_t run = std::min(length_ - cursor.index[inner_], count - at);
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
  bool copies_ = false;  // some operand goes through a buffer
  bool stores_ = false;  // some output does
  uint32_t values_ = 0;  // bit k: input k is one value for each run
  Access access_[kMaxOperands];
  int64_t spread_[kMaxOperands] = {-1, -1, -1, -1, -1, -1};  // where the value that fills a buffer lies
  alignas(64) char buffers_[kMaxOperands][kBuffer];
};

}  // namespace
}  // namespace torch::inline rushlight

// Padding in one pass: a row of the result is a piece of a row of the input with borders, or all constant (see pad.h).
#include <algorithm>

#include "cpu/copy_run.h"
#include "cpu/scratch.h"
#include "op/cpu_table.h"
#include "ops/index/pad.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrainBytes = 1 << 17;
constexpr int64_t kTogether = 16;  // rows whose borders follow while their lines are in the cache

struct Pair {
  uint64_t halves[2];  // an element of complex128
};

// Entries [first, last) of the result lie in one piece of the input, from entry `from` on; what the others are copies of is
// in `sources`, in their order, -1 for the constant.
struct Borders {
  int64_t size, first, last, from;
  Scratch<int64_t> sources;

  Borders(const PadDim& dim, PadMode mode)
      : size(dim.result()),
        first(std::clamp<int64_t>(dim.before, 0, size)),
        last(std::max(first, size - std::max<int64_t>(dim.after, 0))),
        from(std::max<int64_t>(-dim.before, 0)),
        sources(size - (last - first)) {
    for (int64_t j = 0; j < size - (last - first); ++j)
      sources.data[j] = dim.source(j < first ? j : j + (last - first), mode);
  }
  int64_t source(int64_t j) const {
    if (j >= first && j < last) return from + (j - first);
    return sources.data[j < first ? j : j - (last - first)];
  }
};

// The input's plane (two dimensions) that the result's plane `number` is made from, -1 where it is constant.
int64_t source_plane(ArrayRef<PadDim> dims, PadMode mode, int64_t number) {
  int64_t plane = 0, stride = 1;
  for (size_t i = 2; i < dims.size(); ++i) {
    const int64_t n = dims[i].result(), from = dims[i].source(number % n, mode);
    if (from < 0) return -1;
    plane += from * stride;
    stride *= dims[i].size;
    number /= n;
  }
  return plane;
}

// Rows of the input that so many rows of the result are made from; null for a constant one.
using Sources = const char* const*;

// The middles of these rows, each from `skipped` bytes on in one of the input.
void copy_middles(Sources from, int64_t skipped, char* to, int64_t out_step, int64_t bytes, int64_t count) {
  for (int64_t k = 0; k < count; ++k, to += out_step)
    if (from[k]) copy_neighbours(from[k] + skipped, to, bytes);
}

// The borders of the same rows, and all of those that are constant.
template <class T>
void fill(Sources from, const Borders& columns, const void* value, char* to, int64_t count) {
  const T constant = *static_cast<const T*>(value);
  const int64_t first = columns.first, last = columns.last, width = columns.size;
  const int64_t* const sources = columns.sources.data;
  T* row = reinterpret_cast<T*>(to);
  for (int64_t k = 0; k < count; ++k, row += width) {
    const T* const x = reinterpret_cast<const T*>(from[k]);
    if (x == nullptr) {
      std::fill_n(row, width, constant);
      continue;
    }
    const auto element = [&](int64_t source) { return source < 0 ? constant : x[source]; };
    for (int64_t j = 0; j < first; ++j) row[j] = element(sources[j]);
    for (int64_t j = last; j < width; ++j) row[j] = element(sources[j - last + first]);
  }
}
using Fill = void (*)(Sources from, const Borders& columns, const void* value, char* to, int64_t count);
Fill fill_of(int64_t item) {
  switch (item) {
    case 1: return fill<uint8_t>;
    case 2: return fill<uint16_t>;
    case 4: return fill<uint32_t>;
    case 8: return fill<uint64_t>;
    default: return fill<Pair>;
  }
}

void pad(ArrayRef<PadDim> dims, PadMode mode, const View& in, const View& value, const View& out) {
  if (out.numel == 0) return;
  static constexpr Pair kZero = {};
  const void* const constant = value.defined() ? value.data : &kZero;
  const int64_t item = element_size(in.dtype);
  const Borders columns(dims[0], mode), rows(dims.size() > 1 ? dims[1] : PadDim{1, 0, 0}, mode);
  const int64_t in_width = dims[0].size * item, width = columns.size * item, height = rows.size;
  const int64_t plane_bytes = dims.size() > 1 ? dims[1].size * in_width : in_width;
  const Fill fill = fill_of(item);
  parallel_for(0, out.numel / columns.size, kGrainBytes / width + 1, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin, count; r < end; r += count) {
      const int64_t y = r % height, plane = source_plane(dims, mode, r / height);
      count = std::min({kTogether, end - r, height - y});
      const char* from[kTogether];
      for (int64_t k = 0; k < count; ++k) {
        const int64_t source = plane < 0 ? -1 : rows.source(y + k);
        from[k] = source < 0 ? nullptr : in.as<const char>() + plane * plane_bytes + source * in_width;
      }
      char* const to = out.as<char>() + r * width;
      copy_middles(from, columns.from * item, to + columns.first * item, width,
                   (columns.last - columns.first) * item, count);
      fill(from, columns, constant, to, count);
    }
  });
}

}  // namespace

template <> const PadKernels& cpu_table<PadKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr PadKernels table{pad};
  return table;
}

}  // namespace torch::inline rushlight

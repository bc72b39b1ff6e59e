// Padding in one pass: a row of the result is a piece of a row of the input with borders, or all constant (see pad.h).
#include <cstring>

#include "op/cpu_table.h"
#include "ops/index/pad.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrainBytes = 1 << 17;

struct Pair {
  uint64_t halves[2];  // an element of complex128
};

// The rows of the result in their order, and the row of the input that each is a copy of, -1 where it is constant.
class SourceRows {
 public:
  SourceRows(ArrayRef<PadDim> dims, PadMode mode, int64_t first) : dims_(dims), mode_(mode), row_(first) {
    enter_plane();
  }
  int64_t next() {
    if (dims_.size() == 1) return 0;
    if (at_ == height_) enter_plane();
    ++row_;
    const int64_t y = dims_[1].source(at_++, mode_);
    return y < 0 || plane_ < 0 ? -1 : plane_ + y;
  }

 private:
  // The first row of the input's plane for row row_ of the result, and where that is in its own plane.
  void enter_plane() {
    if (dims_.size() == 1) return;
    height_ = dims_[1].result();
    at_ = row_ % height_;
    plane_ = 0;
    int64_t rest = row_ / height_, stride = dims_[1].size;
    for (size_t i = 2; i < dims_.size() && plane_ >= 0; ++i) {
      const int64_t n = dims_[i].result(), from = dims_[i].source(rest % n, mode_);
      plane_ = from < 0 ? -1 : plane_ + from * stride;
      stride *= dims_[i].size;
      rest /= n;
    }
  }

  ArrayRef<PadDim> dims_;
  PadMode mode_;
  int64_t row_, at_ = 0, height_ = 1, plane_ = 0;
};

template <class T>
void pad_elements(ArrayRef<PadDim> dims, PadMode mode, const View& in, const View& value, const View& out) {
  const PadDim row = dims[0];
  const int64_t width = row.result();
  if (out.numel == 0) return;
  const T constant = value.defined() ? *value.as<const T>() : T();
  // The middle of a row: elements [first, last) are those of the input from `from` on.
  const int64_t first = row.before > 0 ? row.before : 0, from = row.before < 0 ? -row.before : 0;
  const int64_t last = width - (row.after > 0 ? row.after : 0);
  const auto bytes = static_cast<size_t>(last > first ? last - first : 0) * sizeof(T);
  parallel_for(0, out.numel / width, kGrainBytes / (width * static_cast<int64_t>(sizeof(T))) + 1,
               [&](int64_t begin, int64_t end) {
                 SourceRows rows(dims, mode, begin);
                 for (int64_t r = begin; r < end; ++r) {
                   T* const to = out.as<T>() + r * width;
                   const int64_t place = rows.next();
                   if (place < 0) {
                     for (int64_t j = 0; j < width; ++j) to[j] = constant;
                     continue;
                   }
                   const T* const x = in.as<const T>() + place * row.size;
                   const auto border = [&](int64_t j) {
                     const int64_t at = row.source(j, mode);
                     to[j] = at < 0 ? constant : x[at];
                   };
                   for (int64_t j = 0; j < first && j < width; ++j) border(j);
                   if (bytes > 0) std::memcpy(to + first, x + from, bytes);
                   for (int64_t j = last > first ? last : first; j < width; ++j) border(j);
                 }
               });
}

void pad(ArrayRef<PadDim> dims, PadMode mode, const View& in, const View& value, const View& out) {
  switch (element_size(in.dtype)) {
    case 1: return pad_elements<uint8_t>(dims, mode, in, value, out);
    case 2: return pad_elements<uint16_t>(dims, mode, in, value, out);
    case 4: return pad_elements<uint32_t>(dims, mode, in, value, out);
    case 8: return pad_elements<uint64_t>(dims, mode, in, value, out);
    default: return pad_elements<Pair>(dims, mode, in, value, out);
  }
}

}  // namespace

template <> const PadKernels& scalar_table<PadKernels>() {
  static constexpr PadKernels table{pad};
  return table;
}

}  // namespace torch::inline rushlight

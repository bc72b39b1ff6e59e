// CPU kernels of indexing (see index.h). Rows of the usual short lengths are moved by copies of constant size, which the
// compiler turns into one or two vector moves; threads take rows, or columns where rows may meet in one place.
#include "ops/index/index.h"

#include <bit>
#include <cstring>

#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrainBytes = 1 << 18;
constexpr int kMaxDims = 16;

/// A contiguous array as (outer, n, inner) around one dimension; a 0-dim array counts as one element.
struct Rows {
  int64_t outer = 1, n = 1, inner = 1;
  Rows(const View& v, int64_t dim) {
    for (int d = 0; d < v.dims; ++d) (d < dim ? outer : d == dim ? n : inner) *= v.sizes[d];
  }
};

int64_t grain_for(int64_t bytes) { return kGrainBytes / (bytes + 8) + 1; }

// Calls each(move, bytes), where move(to, from) copies a row of so many bytes: a constant where it is a usual one.
template <class Each> void with_row_length(int64_t bytes, const Each& each) {
  const auto fixed = [&]<size_t N>(std::integral_constant<size_t, N>) {
    each([](char* to, const char* from) { std::memcpy(to, from, N); }, std::integral_constant<int64_t, N>());
  };
  switch (bytes) {
    case 1: return fixed(std::integral_constant<size_t, 1>());
    case 2: return fixed(std::integral_constant<size_t, 2>());
    case 4: return fixed(std::integral_constant<size_t, 4>());
    case 8: return fixed(std::integral_constant<size_t, 8>());
    case 12: return fixed(std::integral_constant<size_t, 12>());  // three floats: points, colours
    case 16: return fixed(std::integral_constant<size_t, 16>());
    case 32: return fixed(std::integral_constant<size_t, 32>());
    case 64: return fixed(std::integral_constant<size_t, 64>());
    default:
      each([bytes](char* to, const char* from) { std::memcpy(to, from, static_cast<size_t>(bytes)); }, bytes);
  }
}

// to[i] = from[at[i]]. What takes the time are the stores, so small elements are put together to eight bytes first.
template <class T> void pick(const T* from, const int64_t* at, int64_t count, T* to) {
  constexpr int kTogether = sizeof(uint64_t) / sizeof(T);
  int64_t i = 0;
  for (; i + kTogether <= count; i += kTogether) {
    uint64_t word = 0;
#pragma GCC unroll 8
    for (int k = 0; k < kTogether; ++k) {
      const int place = std::endian::native == std::endian::little ? k : kTogether - 1 - k;
      word |= uint64_t{from[at[i + k]]} << (place * 8 * static_cast<int>(sizeof(T)));
    }
    std::memcpy(to + i, &word, sizeof word);
  }
  for (; i < count; ++i) to[i] = from[at[i]];
}

// The same for rows; those of the size of a small element are such.
template <class Move, class Bytes>
void pick_rows(const char* from, const int64_t* at, int64_t count, char* to, Move move, Bytes bytes) {
  const auto elements = [&]<class T>(T) {
    pick(reinterpret_cast<const T*>(from), at, count, reinterpret_cast<T*>(to));
  };
  if (bytes == 1) return elements(uint8_t{});
  if (bytes == 2) return elements(uint16_t{});
  if (bytes == 4) return elements(uint32_t{});
  for (int64_t i = 0; i < count; ++i, to += bytes) move(to, from + at[i] * bytes);
}

void select_rows(const View& in, int64_t dim, const View& index, const View& out) {
  const Rows s(in, dim);
  const int64_t k = index.numel;
  const int64_t* at = index.as<const int64_t>();
  with_row_length(s.inner * element_size(in.dtype), [&](auto move, auto bytes) {
    parallel_for(0, s.outer * k, grain_for(bytes), [&](int64_t first, int64_t last) {
      for (int64_t r = first, count; r < last; r += count) {
        const int64_t j = r % k;
        count = k - j < last - r ? k - j : last - r;
        pick_rows(in.as<const char>() + r / k * s.n * bytes, at + j, count, out.as<char>() + r * bytes, move,
                  bytes);
      }
    });
  });
}

void put_rows(const View& in, int64_t dim, const View& index, const View& out) {
  const Rows s(out, dim);
  const int64_t k = index.numel;
  const int64_t* at = index.as<const int64_t>();
  with_row_length(s.inner * element_size(in.dtype), [&](auto move, auto bytes) {
    parallel_for(0, s.outer, grain_for(bytes * k), [&](int64_t first, int64_t last) {
      for (int64_t o = first; o < last; ++o)
        for (int64_t j = 0; j < k; ++j)
          move(out.as<char>() + (o * s.n + at[j]) * bytes, in.as<const char>() + (o * k + j) * bytes);
    });
  });
}

template <class T>
void add_rows_typed(const Rows& s, const T* in, const int64_t* at, int64_t k, T* out, T alpha) {
  const auto add = [&](int64_t o, int64_t begin, int64_t end) {
    for (int64_t j = 0; j < k; ++j) {
      T* to = out + (o * s.n + at[j]) * s.inner;
      const T* from = in + (o * k + j) * s.inner;
      for (int64_t c = begin; c < end; ++c) to[c] = static_cast<T>(to[c] + alpha * from[c]);
    }
  };
  // Rows of one index may be the same, so threads share out the columns when there is one block.
  if (s.outer == 1)
    return parallel_for(0, s.inner, grain_for(k * int64_t{sizeof(T)}),
                        [&](int64_t first, int64_t last) { add(0, first, last); });
  parallel_for(0, s.outer, grain_for(k * s.inner * int64_t{sizeof(T)}), [&](int64_t first, int64_t last) {
    for (int64_t o = first; o < last; ++o) add(o, 0, s.inner);
  });
}

/// Calls f(T{}) with the element type of a dtype that can be added.
template <class F> void with_number_type(ScalarType t, const F& f) {
  switch (t) {
    case kFloat: return f(float{});
    case kDouble: return f(double{});
    case kLong: return f(int64_t{});
    case kInt: return f(int32_t{});
    case kShort: return f(int16_t{});
    case kChar: return f(int8_t{});
    case kByte: return f(uint8_t{});
    default: return f(false);  // a sum of truths is true when one of them is
  }
}

void add_rows(const View& in, int64_t dim, const View& index, const View& out, double alpha) {
  const Rows s(out, dim);
  with_number_type(out.dtype, [&]<class T>(T) {
    add_rows_typed<T>(s, in.as<const T>(), index.as<const int64_t>(), index.numel, out.as<T>(),
                      static_cast<T>(alpha));
  });
}

/// The rows of an index array along its last dimension, with the offsets of each row in two other arrays.
struct IndexRows {
  int64_t count = 1, length = 1;
  int outer;
  const int64_t* sizes;
  int64_t strides[2][kMaxDims];
  int64_t step[2];    ///< from one element of the row to the next
  int64_t along = 1;  ///< stride of the indexed array in `dim`

  /// `indexed` is addressed by the index in `dim`; `plain` has the places of the index itself.
  IndexRows(const View& index, const View& indexed, const View& plain, int64_t dim) {
    outer = index.dims > 0 ? index.dims - 1 : 0;
    sizes = index.sizes;
    if (index.dims > 0) length = index.sizes[outer];
    for (int d = 0; d < outer; ++d) {
      count *= index.sizes[d];
      strides[0][d] = d == dim ? 0 : indexed.strides[d];
      strides[1][d] = plain.numel == 1 && index.numel != 1 ? 0 : plain.strides[d];
    }
    if (indexed.dims > 0) along = indexed.strides[dim];
    step[0] = index.dims == 0 || dim == outer ? 0 : indexed.strides[outer];
    step[1] = index.dims == 0 || (plain.numel == 1 && index.numel != 1) ? 0 : plain.strides[outer];
  }
  int64_t offset(int which, int64_t row) const {
    int64_t at = 0;
    for (int d = outer - 1; d >= 0; --d) {
      at += row % sizes[d] * strides[which][d];
      row /= sizes[d];
    }
    return at;
  }
};

template <class T> void gather_typed(const IndexRows& r, const T* in, const int64_t* index, T* out) {
  parallel_for(0, r.count, grain_for(r.length * 2 * int64_t{sizeof(T)}), [&](int64_t first, int64_t last) {
    for (int64_t row = first; row < last; ++row) {
      const T* from = in + r.offset(0, row);
      const int64_t* at = index + row * r.length;
      T* to = out + row * r.length;
      for (int64_t j = 0; j < r.length; ++j) to[j] = from[j * r.step[0] + at[j] * r.along];
    }
  });
}

template <class T, class Combine>
[[gnu::noinline]] void scatter_rows(const IndexRows& r, const T* in, const int64_t* index, T* out,
                                    const Combine& combine, int64_t first, int64_t last) {
  for (int64_t row = first; row < last; ++row) {
    T* to = out + r.offset(0, row);
    const T* from = in + r.offset(1, row);
    const int64_t* at = index + row * r.length;
    for (int64_t j = 0; j < r.length; ++j) combine(to[j * r.step[0] + at[j] * r.along], from[j * r.step[1]]);
  }
}

template <class T, class Combine>
void scatter_typed(const IndexRows& r, const T* in, const int64_t* index, T* out, bool apart,
                   const Combine& combine) {
  const auto rows = [&](int64_t first, int64_t last) {
    scatter_rows(r, in, index, out, combine, first, last);
  };
  if (apart) parallel_for(0, r.count, grain_for(r.length * 2 * int64_t{sizeof(T)}), rows);
  else rows(0, r.count);
}

/// Calls f(T{}) with a type of the size of the dtype's elements, for moves that look at no value.
template <class F> void with_bytes(ScalarType t, const F& f) {
  switch (element_size(t)) {
    case 1: return f(uint8_t{});
    case 2: return f(uint16_t{});
    case 4: return f(uint32_t{});
    case 16: return f(Complex<double>{});
    default: return f(uint64_t{});
  }
}

void gather(const View& in, int64_t dim, const View& index, const View& out) {
  const IndexRows r(index, in, out, dim);
  with_bytes(in.dtype, [&]<class T>(T) {
    gather_typed<T>(r, in.as<const T>(), index.as<const int64_t>(), out.as<T>());
  });
}

// Rows of the index reach different places unless they differ in the indexed dimension.
bool rows_apart(const View& index, int64_t dim) { return dim == index.dims - 1; }

void scatter(const View& in, int64_t dim, const View& index, const View& out) {
  const IndexRows r(index, out, in, dim);
  with_bytes(in.dtype, [&]<class T>(T) {
    scatter_typed<T>(r, in.as<const T>(), index.as<const int64_t>(), out.as<T>(), rows_apart(index, dim),
                     [](T& to, T from) { to = from; });
  });
}

void scatter_reduce(const View& in, int64_t dim, const View& index, const View& out, Combine combine) {
  const IndexRows r(index, out, in, dim);
  with_number_type(out.dtype, [&]<class T>(T) {
    const auto run = [&](const auto& f) {
      scatter_typed<T>(r, in.as<const T>(), index.as<const int64_t>(), out.as<T>(), rows_apart(index, dim),
                       [&](T& to, T from) { to = static_cast<T>(f(to, from)); });
    };
    switch (combine) {
      case Combine::add: return run([](T to, T from) { return to + from; });
      case Combine::multiply: return run([](T to, T from) { return to * from; });
      case Combine::max: return run([](T to, T from) { return from != from || from > to ? from : to; });
      case Combine::min: return run([](T to, T from) { return from != from || from < to ? from : to; });
    }
  });
}

int64_t count_true(const View& mask) {
  const uint8_t* p = mask.as<const uint8_t>();
  int64_t n = 0;
  for (int64_t i = 0; i < mask.numel; ++i) n += p[i] != 0;
  return n;
}

void find_true(const View& mask, const View& out) {
  const uint8_t* p = mask.as<const uint8_t>();
  int64_t* to = out.as<int64_t>();
  if (out.dims == 1) {
    for (int64_t i = 0; i < mask.numel; ++i)
      if (p[i]) *to++ = i;
    return;
  }
  int64_t index[kMaxDims] = {};
  const int last = mask.dims - 1;
  if (last < 0) return;
  const int64_t length = mask.sizes[last], count = out.sizes[1];
  for (int64_t row = 0; row < mask.numel; row += length) {
    for (int64_t j = 0; j < length; ++j) {
      if (!p[row + j]) continue;
      for (int d = 0; d < last; ++d) to[d * count] = index[d];
      to++ [last * count] = j;
    }
    for (int d = last - 1; d >= 0; --d) {
      if (++index[d] < mask.sizes[d]) break;
      index[d] = 0;
    }
  }
}

}  // namespace

template <> const IndexKernels& scalar_table<IndexKernels>() {
  static constexpr IndexKernels table{select_rows, put_rows,       add_rows,   gather,
                                      scatter,     scatter_reduce, count_true, find_true};
  return table;
}

}  // namespace torch::inline rushlight

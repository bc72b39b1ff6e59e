// Weighted sums: rows of I numbers are scaled and added, which the compiler turns into vectors; with I = 1 the terms of
// an output are summed one by one.
#include "ops/weighted/weighted_sum.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 32768;  // multiplications worth a thread

struct Sizes {
  int64_t n, c, s, i, o, terms;
  int64_t planes() const { return n * c; }
  // Multiplications for one row of outputs, about.
  int64_t row_cost() const { return i * (terms / (o + 1) + 1) + 1; }
};
Sizes sizes_of(const View& x, const View& first, const View& source) {
  return {x.sizes[0], x.sizes[1], x.sizes[2], x.sizes[3], first.sizes[0] - 1, source.sizes[1]};
}

template <class T> void scale_row(T by, const T* __restrict in, int64_t count, T* __restrict out) {
  for (int64_t i = 0; i < count; ++i) out[i] = by * in[i];
}
template <class T> void add_row(T by, const T* __restrict in, int64_t count, T* __restrict out) {
  for (int64_t i = 0; i < count; ++i) out[i] += by * in[i];
}
template <class T> T dot(const T* a, const T* b, int64_t count) {
  T sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

// How many terms every output has, or 0 where they differ.
int64_t terms_of_each(const int64_t* begin, int64_t outputs) {
  const int64_t each = outputs > 0 ? begin[1] : 0;
  for (int64_t o = 1; o <= outputs; ++o)
    if (begin[o] != o * each) return 0;
  return each;
}

// Sums of K terms for each of `count` outputs.
template <class T, int K>
void fixed_sums(const T* in, const T* weight, const int64_t* at, int64_t count, T* __restrict out) {
  for (int64_t o = 0; o < count; ++o) {
    T sum = weight[o * K] * in[at[o * K]];
    for (int k = 1; k < K; ++k) sum += weight[o * K + k] * in[at[o * K + k]];
    out[o] = sum;
  }
}

// Outputs [o, o + count) of one plane whose rows are single numbers.
template <class T>
void sums(int64_t each, const T* in, const T* weight, const int64_t* begin, const int64_t* at, int64_t count,
          T* out) {
  const int64_t t = begin[0];
  if (each == 1) return fixed_sums<T, 1>(in, weight + t, at + t, count, out);
  if (each == 2) return fixed_sums<T, 2>(in, weight + t, at + t, count, out);
  if (each == 4) return fixed_sums<T, 4>(in, weight + t, at + t, count, out);
  for (int64_t o = 0; o < count; ++o) {
    T sum = 0;
    for (int64_t k = begin[o]; k < begin[o + 1]; ++k) sum += weight[k] * in[at[k]];
    out[o] = sum;
  }
}

template <class T>
void forward_elements(const Sizes& s, const View& x, const View& weight, const View& first,
                      const View& source, const View& y) {
  const int64_t* const begin = first.as<const int64_t>();
  const int64_t each = terms_of_each(begin, s.o);
  parallel_for(0, s.planes() * s.o, kGrain / s.row_cost() + 1, [&](int64_t from, int64_t to) {
    for (int64_t r = from, count; r < to; r += count) {
      const int64_t plane = r / s.o, o = r % s.o, batch = plane / s.c;
      count = s.o - o < to - r ? s.o - o : to - r;
      sums(each, x.as<const T>() + plane * s.s, weight.as<const T>() + batch * s.terms, begin + o,
           source.as<const int64_t>() + batch * s.terms, count, y.as<T>() + r);
    }
  });
}

template <class T>
void forward(const View& x, const View& weight, const View& first, const View& source, const View& y) {
  const Sizes s = sizes_of(x, first, source);
  if (s.i == 1) return forward_elements<T>(s, x, weight, first, source, y);
  const int64_t* const begin = first.as<const int64_t>();
  parallel_for(0, s.planes() * s.o, kGrain / s.row_cost() + 1, [&](int64_t from, int64_t to) {
    for (int64_t r = from; r < to; ++r) {
      const int64_t plane = r / s.o, o = r % s.o, batch = plane / s.c;
      const T* const in = x.as<const T>() + plane * s.s * s.i;
      const T* const w = weight.as<const T>() + batch * s.terms;
      const int64_t* const at = source.as<const int64_t>() + batch * s.terms;
      T* const out = y.as<T>() + r * s.i;
      const int64_t end = begin[o + 1];
      int64_t t = begin[o];
      if (t < end) scale_row(w[t], in + at[t] * s.i, s.i, out);
      else
        for (int64_t i = 0; i < s.i; ++i) out[i] = 0;
      for (++t; t < end; ++t) add_row(w[t], in + at[t] * s.i, s.i, out);
    }
  });
}

// Adds the gradients of one plane's outputs, which are single numbers, to those of its inputs.
template <class T>
void spread_elements(const Sizes& s, int64_t each, const T* g, const T* w, const int64_t* begin,
                     const int64_t* at, T* to) {
  if (each == 1) {
    for (int64_t o = 0; o < s.o; ++o) to[at[o]] += w[o] * g[o];
    return;
  }
  for (int64_t o = 0; o < s.o; ++o)
    for (int64_t t = begin[o]; t < begin[o + 1]; ++t) to[at[t]] += w[t] * g[o];
}

template <class T>
void grad_x(const View& grad_y, const View& weight, const View& first, const View& source, const View& to) {
  const Sizes s = sizes_of(to, first, source);
  const int64_t* const begin = first.as<const int64_t>();
  const int64_t each = terms_of_each(begin, s.o);
  // Threads own planes; of few planes with long rows they own columns.
  const int64_t blocks = s.planes() < 8 ? (s.i + 63) / 64 : 1;
  const int64_t cost = (s.terms + s.s) * (s.i / (blocks + 1) + 1) + 1;
  parallel_for(0, s.planes() * blocks, kGrain / cost + 1, [&](int64_t from, int64_t last) {
    for (int64_t item = from; item < last; ++item) {
      const int64_t plane = item / blocks, batch = plane / s.c;
      const int64_t left = s.i * (item % blocks) / blocks, count = s.i * (item % blocks + 1) / blocks - left;
      const T* const g = grad_y.as<const T>() + plane * s.o * s.i + left;
      const T* const w = weight.as<const T>() + batch * s.terms;
      const int64_t* const at = source.as<const int64_t>() + batch * s.terms;
      T* const out = to.as<T>() + plane * s.s * s.i + left;
      // Whole rows lie behind each other.
      const int64_t rows = count == s.i ? 1 : s.s, length = count == s.i ? s.s * s.i : count;
      for (int64_t row = 0; row < rows; ++row)
        for (int64_t i = 0; i < length; ++i) out[row * s.i + i] = 0;
      if (s.i == 1) {
        spread_elements(s, each, g, w, begin, at, out);
        continue;
      }
      for (int64_t o = 0; o < s.o; ++o)
        for (int64_t t = begin[o]; t < begin[o + 1]; ++t)
          add_row(w[t], g + o * s.i, count, out + at[t] * s.i);
    }
  });
}

template <class T>
void grad_weight(const View& grad_y, const View& x, const View& first, const View& source, const View& to) {
  const Sizes s = sizes_of(x, first, source);
  const int64_t* const begin = first.as<const int64_t>();
  parallel_for(0, s.n * s.o, kGrain / (s.row_cost() * s.c + 1) + 1, [&](int64_t from, int64_t last) {
    for (int64_t r = from; r < last; ++r) {
      const int64_t batch = r / s.o, o = r % s.o;
      const int64_t* const at = source.as<const int64_t>() + batch * s.terms;
      T* const out = to.as<T>() + batch * s.terms;
      for (int64_t t = begin[o]; t < begin[o + 1]; ++t) {
        T sum = 0;
        for (int64_t plane = batch * s.c; plane < (batch + 1) * s.c; ++plane)
          sum += dot(grad_y.as<const T>() + (plane * s.o + o) * s.i,
                     x.as<const T>() + (plane * s.s + at[t]) * s.i, s.i);
        out[t] = sum;
      }
    }
  });
}

}  // namespace

template <> const WeightedSumKernels& cpu_table<WeightedSumKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr WeightedSumKernels table{
      [](const View& x, const View& weight, const View& first, const View& source, const View& y) {
        (x.dtype == kDouble ? forward<double> : forward<float>)(x, weight, first, source, y);
      },
      [](const View& grad_y, const View& weight, const View& first, const View& source, const View& to) {
        (to.dtype == kDouble ? grad_x<double> : grad_x<float>)(grad_y, weight, first, source, to);
      },
      [](const View& grad_y, const View& x, const View& first, const View& source, const View& to) {
        (x.dtype == kDouble ? grad_weight<double> : grad_weight<float>)(grad_y, x, first, source, to);
      }};
  return table;
}

}  // namespace torch::inline rushlight

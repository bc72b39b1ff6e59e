// The transform of a long line in two passes (Gentleman and Sande 1966): as a matrix of n1 x n2 numbers, first down its
// columns, each number then turned by its row and column, then along its rows; the result is the transposed matrix. A pass
// does as many short lines at once as there are lanes, in the cache, where one pass over a long line would leave it at every
// step. Included by fft_cpu.cpp only.
#pragma once

#include <algorithm>
#include <bit>
#include <numbers>

#include "ops/fft/complex_plan.h"
#include "ops/fft/halves.h"
#include "ops/fft/lines.h"
#include "ops/fft/transform.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

/// exp(+-2 pi i k / n) for k below n, in double: the product of one from a table for the high bits of k and one for the low.
class Roots {
 public:
  using Number = std::complex<Lanes<double, 1>>;

  Roots(int64_t n, bool inverse)
      : low_bits_((std::bit_width(static_cast<uint64_t>(n)) + 1) / 2),
        low_(int64_t{1} << low_bits_),
        high_((n >> low_bits_) + 1) {
    const double step = (inverse ? 2 : -2) * std::numbers::pi / static_cast<double>(n);
    for (int64_t k = 0; k >> low_bits_ == 0; ++k) low_.set_angle(k, step * static_cast<double>(k));
    for (int64_t k = 0; k <= n >> low_bits_; ++k)
      high_.set_angle(k, step * static_cast<double>(k << low_bits_));
  }
  Number get(int64_t k) const {
    return high_.get<1>(k >> low_bits_) * low_.get<1>(k & ((int64_t{1} << low_bits_) - 1));
  }

 private:
  int low_bits_;
  Turns<double> low_, high_;
};

/// For lines that are rows; T is the dtype of the real numbers, N lanes.
template <class T, size_t N> class SplitPlan final : public FftPlan {
  using Part = Lanes<T, N>;
  using Z = std::complex<Part>;
  using Number = Roots::Number;
  using Real = Lanes<double, 1>;

 public:
  explicit SplitPlan(const PlanKey& key)
      : lines_(key.lines),
        n_(key.n),
        packed_(key.lines != Lines::complex),
        m_(packed_ ? n_ / 2 : n_),
        rows_(m_ / key.columns),
        columns_(key.columns),
        down_(rows_, key.inverse),
        along_(columns_, key.inverse),
        roots_(n_, key.inverse) {}

  void run(const View& in, const View& out, int64_t dim, double scale) const override {
    const T* from = in.as<const T>();
    T* to = out.as<T>();
    const int64_t from_row = in.sizes[dim] * (reads_real() ? 1 : 2);
    const int64_t to_row = out.sizes[dim] * (lines_ == Lines::half_to_real ? 1 : 2);
    const Scratch<T> between(2 * m_), packed(lines_ == Lines::half_to_real ? 2 * m_ : 0);
    for (int64_t l = in.numel / in.sizes[dim]; l > 0; --l, from += from_row, to += to_row)
      run_line(from, to, scale, between.data, packed.data);
  }

 private:
  bool reads_real() const { return lines_ == Lines::real_to_half || lines_ == Lines::real_to_whole; }

  void run_line(const T* from, T* to, double scale, T* between, T* packed) const {
    const auto turn = [&](int64_t k) { return roots_.get(k); };
    const auto set_in = [](T* z) { return [z](int64_t k, Number v) { set(z, k, v); }; };
    if (lines_ == Lines::complex) return two_passes(from, to, scale, between);
    if (lines_ == Lines::half_to_real) {
      pack(
          m_, Real(scale), [&](int64_t k) { return get(from, k); }, set_in(packed), turn);
      return two_passes(packed, to, 1, between);
    }
    two_passes(from, to, 1, between);
    unpack(
        m_, Real(scale), [&](int64_t k) { return get(to, k); }, set_in(to), turn);
    for (int64_t k = m_ + 1; lines_ == Lines::real_to_whole && k < n_; ++k) {
      to[2 * k] = to[2 * (n_ - k)];
      to[2 * k + 1] = -to[2 * (n_ - k) + 1];
    }
  }
  static Number get(const T* z, int64_t k) {
    return {Real(static_cast<double>(z[2 * k])), Real(static_cast<double>(z[2 * k + 1]))};
  }
  static void set(T* z, int64_t k, Number v) {
    z[2 * k] = static_cast<T>(v.real().value());
    z[2 * k + 1] = static_cast<T>(v.imag().value());
  }

  void two_passes(const T* in, T* out, double scale, T* between) const {
    const LineSet<T> matrix{between, rows_, columns_, 2};
    pass(down_, columns_, LineSet<const T>{in, rows_, columns_, 2}, matrix,
         [&](Z* z, int64_t first) { turn_columns(z, first); });
    pass(along_, rows_, LineSet<const T>{between, columns_, 1, 2}, LineSet<T>{out, columns_, rows_, 2},
         [&](Z* z, int64_t) {
           for (int64_t k = 0; scale != 1 && k < columns_; ++k)
             z[k] = z[k] * Part::all(static_cast<T>(scale));
         });
  }

  // Transforms `count` lines; after(z, first) sees each group's results, of the lines from `first` on.
  template <class After>
  static void pass(const ComplexPlan<T, N>& plan, int64_t count, const LineSet<const T>& from,
                   const LineSet<T>& to, const After& after) {
    constexpr int64_t kGroup = static_cast<int64_t>(N);
    const auto run_groups = [&](const kissfft<Part>& fft, int64_t begin, int64_t end) {
      const Scratch<Z> memory(2 * plan.room());
      Z *const a = memory.data, *const b = a + plan.room();
      for (int64_t first = begin * kGroup; first < end * kGroup; first += kGroup) {
        const int64_t lines = std::min(kGroup, count - first);
        load_lines(from, first, lines, reinterpret_cast<Part*>(a));
        plan.run(fft, a, b);
        after(b, first);
        store_lines(reinterpret_cast<const Part*>(b), to, first, lines);
      }
    };
    const int64_t groups = (count + kGroup - 1) / kGroup;
    parallel_for(0, groups, kGrain / (kGroup * from.length) + 1, [&](int64_t begin, int64_t end) {
      if (plan.shared()) run_groups(plan.fft(), begin, end);
      else run_groups(kissfft<Part>(plan.fft()), begin, end);
    });
  }

  // Turns number k of column j by w^(j k), w = exp(+-2 pi i / m): the product of those for the high and the low digit of k,
  // which are exact and few.
  void turn_columns(Z* z, int64_t first) const {
    int64_t step = 1;
    while (step * step < rows_) step *= 2;
    const Scratch<Z> memory(2 * step);
    Z *const low = memory.data, *const high = low + step;
    for (int64_t d = 0; d < step; ++d) {
      low[d] = column_turns(first, d);
      if (d * step < rows_) high[d] = column_turns(first, d * step);
    }
    for (int64_t k = 0; k < rows_; k += step)
      for (int64_t d = 0; d < step && k + d < rows_; ++d) z[k + d] = z[k + d] * (high[k / step] * low[d]);
  }
  Z column_turns(int64_t first, int64_t k) const {
    T re[N], im[N];
    for (int64_t lane = 0; lane < static_cast<int64_t>(N); ++lane) {
      const int64_t column = std::min(first + lane, columns_ - 1);  // past the last, anything
      const Number w = roots_.get((packed_ ? 2 : 1) * column * std::min(k, rows_ - 1));
      re[lane] = static_cast<T>(w.real().value());
      im[lane] = static_cast<T>(w.imag().value());
    }
    const typename Part::Tag d;
    return {Part(hn::LoadU(d, re)), Part(hn::LoadU(d, im))};
  }

  Lines lines_;
  int64_t n_;
  bool packed_;
  int64_t m_, rows_, columns_;
  ComplexPlan<T, N> down_, along_;
  Roots roots_;
};

}  // namespace
}  // namespace torch::inline rushlight

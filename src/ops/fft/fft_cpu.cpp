// Plans: kissfft on as many lines at once as a vector of 32 bytes has lanes, and on a single line in double. Real lines of
// even length go through complex ones (halves.h), long lines through many short ones (split_plan.h).
#include "ops/fft/transform.h"

#if RUSHLIGHT_KISSFFT

#include <algorithm>
#include <numbers>

#include "op/cpu_table.h"
#include "ops/fft/complex_plan.h"
#include "ops/fft/halves.h"
#include "ops/fft/lines.h"
#include "ops/fft/split_plan.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

template <class T> constexpr size_t kLanes = hn::MaxLanes(hn::CappedTag<T, 32 / sizeof(T)>());

/// T is the dtype of the real numbers, P what is computed in, N lines at once.
template <class T, class P, size_t N> class Plan final : public FftPlan {
  using Part = Lanes<P, N>;
  using Z = std::complex<Part>;

 public:
  explicit Plan(const PlanKey& key)
      : lines_(key.lines),
        n_(key.n),
        packed_(key.lines != Lines::complex && key.n % 2 == 0),
        complex_(packed_ ? key.n / 2 : key.n, key.inverse),
        turns_(packed_ ? key.n / 4 + 1 : 0) {
    const double step = (key.inverse ? 2 : -2) * std::numbers::pi / static_cast<double>(n_);
    for (int64_t k = 0; packed_ && k <= n_ / 4; ++k) turns_.set_angle(k, step * static_cast<double>(k));
  }

  void run(const View& in, const View& out, int64_t dim, double scale) const override {
    int64_t inner = 1;
    for (int d = static_cast<int>(dim) + 1; d < in.dims; ++d) inner *= in.sizes[d];
    const LineSet<const T> from{in.as<const T>(), in.sizes[dim], inner, reads_real() ? 1 : 2};
    const LineSet<T> to{out.as<T>(), out.sizes[dim], inner, lines_ == Lines::half_to_real ? 1 : 2};
    const int64_t count = in.numel / in.sizes[dim], groups = (count + N - 1) / N;
    parallel_for(0, groups, kGrain / (static_cast<int64_t>(N) * n_) + 1, [&](int64_t begin, int64_t end) {
      if (complex_.shared()) run_groups(complex_.fft(), from, to, scale, begin, end, count);
      else run_groups(kissfft<Part>(complex_.fft()), from, to, scale, begin, end, count);
    });
  }

 private:
  bool reads_real() const { return lines_ == Lines::real_to_half || lines_ == Lines::real_to_whole; }

  void run_groups(const kissfft<Part>& fft, const LineSet<const T>& from, const LineSet<T>& to, double scale,
                  int64_t begin, int64_t end, int64_t count) const {
    const int64_t values = lines_ == Lines::real_to_whole || !packed_ ? n_ : n_ / 2 + 1;
    const int64_t room = std::max(values, complex_.room());
    const Scratch<Z> memory(2 * room);
    Z *const a = memory.data, *const b = a + room;
    for (int64_t g = begin; g < end; ++g) {
      const int64_t first = g * static_cast<int64_t>(N);
      const int64_t lines = std::min(static_cast<int64_t>(N), count - first);
      load_lines(from, first, lines, numbers(a));
      before(a, static_cast<P>(scale));
      complex_.run(fft, a, b);
      after(b, static_cast<P>(scale));
      store_lines(numbers(b), to, first, lines);
    }
  }

  static Part* numbers(Z* z) { return reinterpret_cast<Part*>(z); }
  // What pack and unpack need, for numbers that lie in z.
  template <class F> void with_access(Z* z, P scale, const F& f) const {
    f(
        n_ / 2, Part::all(scale), [z](int64_t k) { return z[k]; }, [z](int64_t k, Z v) { z[k] = v; },
        [this](int64_t k) { return turns_.template get<N>(k); });
  }

  // From what was read to what is transformed.
  void before(Z* z, P scale) const {
    if (packed_) {
      if (lines_ == Lines::half_to_real) with_access(z, scale, [](auto... access) { pack(access...); });
    } else if (lines_ == Lines::half_to_real) {
      for (int64_t k = n_ / 2 + 1; k < n_; ++k) z[k] = conj(z[n_ - k]);
    } else if (reads_real()) {
      for (int64_t j = n_ - 1; j >= 0; --j) z[j] = Z(numbers(z)[j]);
    }
  }
  // From what was transformed to what is written.
  void after(Z* z, P scale) const {
    if (packed_) {
      if (reads_real()) with_access(z, scale, [](auto... access) { unpack(access...); });
      for (int64_t k = n_ / 2 + 1; lines_ == Lines::real_to_whole && k < n_; ++k) z[k] = conj(z[n_ - k]);
      return;
    }
    if (scale != 1)
      for (int64_t k = 0; k < n_; ++k) z[k] = z[k] * Part::all(scale);
    if (lines_ == Lines::half_to_real)
      for (int64_t j = 0; j < n_; ++j) numbers(z)[j] = z[j].real();
  }

  Lines lines_;
  int64_t n_;
  bool packed_;
  ComplexPlan<P, N> complex_;
  Turns<P> turns_;  // exp(+-2 pi i k / n)
};

template <class T> FftPlan* new_plan(const PlanKey& key) {
  if constexpr (1 < kLanes<T>) {
    if (key.columns > 0) return new SplitPlan<T, kLanes<T>>(key);
    if (key.many) return new Plan<T, T, kLanes<T>>(key);
  }
  return new Plan<T, double, 1>(key);
}

}  // namespace

template <> const FftKernels& cpu_table<FftKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr FftKernels table{
      [](const PlanKey& key) { return key.dtype == kDouble ? new_plan<double>(key) : new_plan<float>(key); }};
  return table;
}

}  // namespace torch::inline rushlight

#endif

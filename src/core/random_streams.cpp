// Real numbers from the twister: uniform, normal, exponential, Cauchy, and draws from given weights.
//
// Where PyTorch's build fuses a multiplication with an addition, std::fma does so here; the figures it made, which the
// test compares with, are in test/golden/random.
// Next: box_muller.cpp for the long form of normal_, random_integers.cpp for the other streams.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/box_muller.h"
#include "core/random_draws.h"
#include "core/widest_isa.h"

namespace torch::inline rushlight {
namespace {

template <class T>
[[gnu::always_inline]] inline void to_uniform(const uint32_t* __restrict words, T* __restrict out, int64_t n,
                                              T from, T to) {
  const T width = to - from;
  for (int64_t i = 0; i < n; ++i) {
    const T value = std::fma(unit_real(words, i, T{}), width, from);
    out[i] = value == to ? from : value;  // rounding may reach the excluded end
  }
}

/// One standard normal number in double precision; the other half of its pair waits in the state.
double serial_normal(CpuRandomState& state) {
  if (state.next_double_normal) return *std::exchange(state.next_double_normal, std::nullopt);
  uint32_t words[4];
  for (uint32_t& word : words) word = state.engine.next();
  const double angle = 2.0 * std::numbers::pi * unit_real(words, 0, double{});
  const double radius = std::sqrt(-2.0 * std::log1p(-unit_real(words, 1, double{})));
  state.next_double_normal = radius * std::sin(angle);
  return radius * std::cos(angle);
}

}  // namespace

uint32_t random32(CpuRandomState& state) { return state.engine.next(); }

uint64_t random64(CpuRandomState& state) {
  const uint64_t high = state.engine.next();
  return high << 32 | state.engine.next();
}

template <class T> void fill_uniform(CpuRandomState& state, T* out, int64_t n, double from, double to) {
  draw_chunks(state.engine, n, sizeof(T) / 4, [&](const uint32_t* words, int64_t first, int64_t count) {
    widest_isa<to_uniform<T>>(words, out + first, count, static_cast<T>(from), static_cast<T>(to));
  });
}

template <class T> void fill_normal(CpuRandomState& state, T* out, int64_t n, double mean, double std) {
  if (n < 16) return fill_normal_serial(state, out, n, mean, std);
  const T m = static_cast<T>(mean), s = static_cast<T>(std);
  constexpr int64_t kPart = 512;
  for (int64_t first = 0; first < n; first += kPart) {
    const int64_t count = std::min(kPart, n - first);
    fill_uniform(state, out + first, count);
    box_muller_16(out + first, count / 16, m, s);
  }
  if (n % 16 == 0) return;
  fill_uniform(state, out + n - 16, 16);
  box_muller_16(out + n - 16, 1, m, s);
}

void fill_normal_half(CpuRandomState& state, float* out, int64_t n, double mean, double std) {
  const int64_t whole = n / 16 * 16;
  if (n < 16) return fill_normal_serial(state, out, n, mean, std);
  fill_normal(state, out, whole, mean, std);
  if (whole != n) fill_normal(state, out + n - 16, 16, mean, std);
}

template <class T>
void fill_normal_serial(CpuRandomState& state, T* out, int64_t n, double mean, double std) {
  for (int64_t i = 0; i < n; ++i) out[i] = static_cast<T>(std::fma(serial_normal(state), std, mean));
}

template <class T> void fill_log_normal(CpuRandomState& state, T* out, int64_t n, double mean, double std) {
  for (int64_t i = 0; i < n; ++i)
    out[i] = static_cast<T>(std::exp(std::fma(serial_normal(state), std, mean)));
}

template <class T> void fill_exponential(CpuRandomState& state, T* out, int64_t n, double lambda) {
  map_doubles(state, out, n, [scale = -1.0 / lambda](double u) { return scale * std::log1p(-u); });
}

template <class T> void fill_cauchy(CpuRandomState& state, T* out, int64_t n, double median, double sigma) {
  map_doubles(state, out, n,
              [=](double u) { return std::fma(sigma, std::tan(std::numbers::pi * (u - 0.5)), median); });
}

template <class T>
void fill_multinomial(CpuRandomState& state, int64_t* out, int64_t n, const T* weights, int64_t categories,
                      T* cumulative) {
  T sum = 0;
  for (int64_t j = 0; j < categories; ++j) cumulative[j] = sum += weights[j];
  for (int64_t j = 0; j < categories; ++j) cumulative[j] /= sum;
  cumulative[categories - 1] = 1;
  map_doubles(state, out, n, [=](double u) {
    return std::lower_bound(cumulative, cumulative + categories, u) - cumulative;
  });
}

template void fill_uniform(CpuRandomState&, float*, int64_t, double, double);
template void fill_uniform(CpuRandomState&, double*, int64_t, double, double);
template void fill_normal(CpuRandomState&, float*, int64_t, double, double);
template void fill_normal(CpuRandomState&, double*, int64_t, double, double);
template void fill_normal_serial(CpuRandomState&, float*, int64_t, double, double);
template void fill_normal_serial(CpuRandomState&, double*, int64_t, double, double);
template void fill_log_normal(CpuRandomState&, float*, int64_t, double, double);
template void fill_log_normal(CpuRandomState&, double*, int64_t, double, double);
template void fill_exponential(CpuRandomState&, float*, int64_t, double);
template void fill_exponential(CpuRandomState&, double*, int64_t, double);
template void fill_cauchy(CpuRandomState&, float*, int64_t, double, double);
template void fill_cauchy(CpuRandomState&, double*, int64_t, double, double);
template void fill_multinomial(CpuRandomState&, int64_t*, int64_t, const float*, int64_t, float*);
template void fill_multinomial(CpuRandomState&, int64_t*, int64_t, const double*, int64_t, double*);

}  // namespace torch::inline rushlight

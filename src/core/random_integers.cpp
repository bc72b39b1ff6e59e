// Integers from the twister: randint, random_, permutations, and the yes-or-no and counting draws.
//
// A value is the remainder of the drawn bits, 32 for ranges below 2^28 and 64 above, as PyTorch 2.13 does it; the slight
// unevenness of a remainder is part of the stream.
// Next: random_streams.cpp for real numbers.
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/random_draws.h"
#include "core/widest_isa.h"

namespace torch::inline rushlight {
namespace {

/// Largest value of random_ for T: that of the type, or 2^digits where larger integers are not all representable.
template <class T>
constexpr int64_t kLargestRandom = [] {
  if constexpr (std::is_floating_point_v<T>) return int64_t{1} << std::numeric_limits<T>::digits;
  else return static_cast<int64_t>(std::numeric_limits<T>::max());
}();

/// base + bits % range; range 0 stands for 2^64.
template <class T> void fill_range(CpuRandomState& state, T* out, int64_t n, uint64_t range, int64_t base) {
  const uint64_t offset = static_cast<uint64_t>(base);
  if (range != 0 && range < (uint64_t{1} << 28)) {
    const uint32_t narrow = static_cast<uint32_t>(range);
    map_bits(state, out, n, false, [=](uint64_t bits) {
      return static_cast<T>(static_cast<int64_t>(static_cast<uint32_t>(bits) % narrow + offset));
    });
  } else {
    map_bits(state, out, n, true, [=](uint64_t bits) {
      return static_cast<T>(static_cast<int64_t>((range == 0 ? bits : bits % range) + offset));
    });
  }
}

template <class T>
[[gnu::always_inline]] inline void to_bernoulli(const uint32_t* __restrict words, T* __restrict out,
                                                int64_t n, double p) {
  for (int64_t i = 0; i < n; ++i) out[i] = static_cast<T>(unit_real(words, i, double{}) < p);
}

/// x rounded to `digits` significant bits, ties to even. What does not fit gives the lowest integer, as a conversion
/// back from floating point does on x86-64.
int64_t round_to_digits(int64_t x, int digits) {
  uint64_t size = x < 0 ? 0 - static_cast<uint64_t>(x) : static_cast<uint64_t>(x);
  int drop = -digits;
  for (uint64_t rest = size; rest != 0; rest >>= 1) ++drop;
  if (drop <= 0) return x;
  const uint64_t odd = (size >> drop) & 1, half = uint64_t{1} << (drop - 1);
  size = (size + half - 1 + odd) >> drop << drop;
  if (size >= uint64_t{1} << 63) return std::numeric_limits<int64_t>::min();
  return x < 0 ? -static_cast<int64_t>(size) : static_cast<int64_t>(size);
}

/// Integers of the narrow types pass through float on their way.
int64_t round_to_type(int64_t x, int digits) {
  return round_to_digits(digits < 24 ? round_to_digits(x, 24) : x, digits);
}

/// Distance of neighbours of that type near x.
int64_t spacing(int64_t x, int digits) {
  int log2 = 0;
  for (uint64_t rest = static_cast<uint64_t>(x < 0 ? -x : x); rest >>= 1;) ++log2;
  return int64_t{1} << (log2 - digits + 1);
}

}  // namespace

template <class T> void fill_randint(CpuRandomState& state, T* out, int64_t n, int64_t from, int64_t to) {
  fill_range(state, out, n, static_cast<uint64_t>(to) - static_cast<uint64_t>(from), from);
}

template <class T> void fill_random_from(CpuRandomState& state, T* out, int64_t n, int64_t from) {
  if (from == std::numeric_limits<int64_t>::min()) return fill_range(state, out, n, 0, 0);
  const uint64_t largest = static_cast<uint64_t>(kLargestRandom<T>);
  fill_range(state, out, n, largest - static_cast<uint64_t>(from) + 1, from);
}

template <class T> void fill_random(CpuRandomState& state, T* out, int64_t n) {
  constexpr bool kWide = std::is_same_v<T, int64_t> || std::is_same_v<T, double>;
  constexpr uint64_t kRange = static_cast<uint64_t>(kLargestRandom<T>) + 1;
  map_bits(state, out, n, kWide, [](uint64_t bits) { return static_cast<T>(bits % kRange); });
}

IntegerBounds random_bounds(int64_t from, int64_t to, int digits) {
  const int64_t above = round_to_type(from + 1, digits), below = round_to_type(to - 1, digits);
  if (above < from) from = above + spacing(from + 1, digits);
  if (below >= to) to = below - spacing(to - 1, digits);
  return {from, to};
}

template <class T> void randperm(CpuRandomState& state, T* out, int64_t n) {
  constexpr int64_t kNarrow = std::numeric_limits<uint32_t>::max() / 20;
  if (n < kNarrow) {
    for (int64_t i = 0; i < n; ++i) out[i] = static_cast<T>(i);
    draw_chunks(state.engine, n - 1, 1, [&](const uint32_t* words, int64_t first, int64_t count) {
      for (int64_t i = first; i < first + count; ++i) {
        std::swap(out[i], out[i + words[i - first] % static_cast<uint32_t>(n - i)]);
      }
    });
    return;
  }
  // So many elements that the remainder of 32 bits would be uneven: the inside-out shuffle with 64 bits each.
  draw_chunks(state.engine, n, 2, [&](const uint32_t* words, int64_t first, int64_t count) {
    for (int64_t i = first; i < first + count; ++i) {
      const int64_t slot = static_cast<int64_t>(join(words, i - first) % static_cast<uint64_t>(i + 1));
      out[i] = static_cast<T>(i);
      std::swap(out[i], out[slot]);
    }
  });
}

template <class T> void fill_bernoulli(CpuRandomState& state, T* out, int64_t n, double p) {
  draw_chunks(state.engine, n, 2, [&](const uint32_t* words, int64_t first, int64_t count) {
    widest_isa<to_bernoulli<T>>(words, out + first, count, p);
  });
}

template <class T> void fill_bernoulli(CpuRandomState& state, T* out, int64_t n, const float* p) {
  draw_chunks(state.engine, n, 1, [&](const uint32_t* words, int64_t first, int64_t count) {
    for (int64_t i = 0; i < count; ++i)
      out[first + i] = static_cast<T>(unit_real(words, i, float{}) < p[first + i]);
  });
}

template <class T> void fill_bernoulli(CpuRandomState& state, T* out, int64_t n, const double* p) {
  draw_chunks(state.engine, n, 2, [&](const uint32_t* words, int64_t first, int64_t count) {
    for (int64_t i = 0; i < count; ++i)
      out[first + i] = static_cast<T>(unit_real(words, i, double{}) < p[first + i]);
  });
}

template <class T> void fill_geometric(CpuRandomState& state, T* out, int64_t n, double p) {
  map_doubles(state, out, n, [p](double u) { return std::ceil(std::log(u) / std::log1p(-p)); });
}

template void fill_randint(CpuRandomState&, bool*, int64_t, int64_t, int64_t);
template void fill_randint(CpuRandomState&, uint8_t*, int64_t, int64_t, int64_t);
template void fill_randint(CpuRandomState&, int8_t*, int64_t, int64_t, int64_t);
template void fill_randint(CpuRandomState&, int16_t*, int64_t, int64_t, int64_t);
template void fill_randint(CpuRandomState&, int32_t*, int64_t, int64_t, int64_t);
template void fill_randint(CpuRandomState&, int64_t*, int64_t, int64_t, int64_t);
template void fill_randint(CpuRandomState&, float*, int64_t, int64_t, int64_t);
template void fill_randint(CpuRandomState&, double*, int64_t, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, bool*, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, uint8_t*, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, int8_t*, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, int16_t*, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, int32_t*, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, int64_t*, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, float*, int64_t, int64_t);
template void fill_random_from(CpuRandomState&, double*, int64_t, int64_t);
template void fill_random(CpuRandomState&, bool*, int64_t);
template void fill_random(CpuRandomState&, uint8_t*, int64_t);
template void fill_random(CpuRandomState&, int8_t*, int64_t);
template void fill_random(CpuRandomState&, int16_t*, int64_t);
template void fill_random(CpuRandomState&, int32_t*, int64_t);
template void fill_random(CpuRandomState&, int64_t*, int64_t);
template void fill_random(CpuRandomState&, float*, int64_t);
template void fill_random(CpuRandomState&, double*, int64_t);
template void randperm(CpuRandomState&, uint8_t*, int64_t);
template void randperm(CpuRandomState&, int8_t*, int64_t);
template void randperm(CpuRandomState&, int16_t*, int64_t);
template void randperm(CpuRandomState&, int32_t*, int64_t);
template void randperm(CpuRandomState&, int64_t*, int64_t);
template void randperm(CpuRandomState&, float*, int64_t);
template void randperm(CpuRandomState&, double*, int64_t);
template void fill_bernoulli(CpuRandomState&, bool*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, uint8_t*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, int8_t*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, int16_t*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, int32_t*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, int64_t*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, float*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, double*, int64_t, double);
template void fill_bernoulli(CpuRandomState&, bool*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, uint8_t*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, int8_t*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, int16_t*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, int32_t*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, int64_t*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, float*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, double*, int64_t, const float*);
template void fill_bernoulli(CpuRandomState&, bool*, int64_t, const double*);
template void fill_bernoulli(CpuRandomState&, uint8_t*, int64_t, const double*);
template void fill_bernoulli(CpuRandomState&, int8_t*, int64_t, const double*);
template void fill_bernoulli(CpuRandomState&, int16_t*, int64_t, const double*);
template void fill_bernoulli(CpuRandomState&, int32_t*, int64_t, const double*);
template void fill_bernoulli(CpuRandomState&, int64_t*, int64_t, const double*);
template void fill_bernoulli(CpuRandomState&, float*, int64_t, const double*);
template void fill_bernoulli(CpuRandomState&, double*, int64_t, const double*);
template void fill_geometric(CpuRandomState&, uint8_t*, int64_t, double);
template void fill_geometric(CpuRandomState&, int8_t*, int64_t, double);
template void fill_geometric(CpuRandomState&, int16_t*, int64_t, double);
template void fill_geometric(CpuRandomState&, int32_t*, int64_t, double);
template void fill_geometric(CpuRandomState&, int64_t*, int64_t, double);
template void fill_geometric(CpuRandomState&, float*, int64_t, double);
template void fill_geometric(CpuRandomState&, double*, int64_t, double);

}  // namespace torch::inline rushlight

// The number streams of PyTorch's CPU generator: same seed, same calls, same numbers as PyTorch 2.13 on x86-64.
//
// Plain functions over contiguous buffers; they draw serially and take no lock. Each says how many 32-bit words of the
// twister it uses, because the next call continues from there. Arguments are not checked here: the operators do that.
// Integer, uniform and Bernoulli draws and the long float form of normal_ are equal bit by bit; what goes through the
// C library's log, sin, cos, tan or exp in double precision is equal as far as that library is.
// Next: mt19937.h for the words, box_muller.h for the long form of normal_, philox.h for masks of our own.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/mt19937.h"
#include "rushlight/core/generator.h"

namespace torch::inline rushlight {

/// Everything that determines the numbers to come; a copy continues independently from the same point.
struct CpuRandomState {
  explicit CpuRandomState(uint64_t seed_value = default_rng_seed_val)
      : engine(seed_value), seed(seed_value) {}

  Mt19937 engine;
  std::optional<float> next_float_normal;    ///< kept for saved states; no stream below draws it
  std::optional<double> next_double_normal;  ///< second half of the last pair that fill_normal_serial made
  uint64_t seed;
};

/// 32 random bits (one word), and 64 (two words, the first one high).
uint32_t random32(CpuRandomState& state);
uint64_t random64(CpuRandomState& state);

/// `tensor.uniform_(from, to)` and, with (0, 1), `rand`. One word for a float, two for a double. For float16 and
/// bfloat16 draw floats, round each to the type, and put `from` where the rounded value equals `to`.
template <class T>
void fill_uniform(CpuRandomState& state, T* out, int64_t n, double from = 0, double to = 1);

/// `normal_(mean, std)` and, with (0, 1), `randn`, on a contiguous tensor. n >= 16: n uniform numbers, sixteen more if n
/// is not a multiple of 16 (the last sixteen results are made anew from these). n < 16: fill_normal_serial.
template <class T>
void fill_normal(CpuRandomState& state, T* out, int64_t n, double mean = 0, double std = 1);

/// What `normal_` gives in float16 and bfloat16, before rounding to the type: unlike float, the long form draws no
/// uniform number for the elements past the last multiple of 16.
void fill_normal_half(CpuRandomState& state, float* out, int64_t n, double mean = 0, double std = 1);

/// `normal_` on a tensor that is not contiguous (elements in the iteration order of the tensor) or has fewer than 16:
/// pairs from two doubles each, the second of a pair cached in the state, across calls and types.
template <class T>
void fill_normal_serial(CpuRandomState& state, T* out, int64_t n, double mean = 0, double std = 1);

/// `randint(from, to)` and `random_(from, to)`: from <= value < to, which needs from < to. One word for each value when
/// to - from < 2^28, two otherwise. For floating types see random_bounds.
template <class T> void fill_randint(CpuRandomState& state, T* out, int64_t n, int64_t from, int64_t to);

/// `random_(from, None)`: from <= value <= largest of the type (2^24 for float, 2^53 for double); from the lowest int64
/// on, any 64-bit integer. Words as fill_randint for that range, two for the 64-bit one.
template <class T> void fill_random_from(CpuRandomState& state, T* out, int64_t n, int64_t from);

/// `random_()`: 0 <= value <= largest of the type (2^24 for float, 2^53 for double). Two words for int64 and double,
/// else one.
template <class T> void fill_random(CpuRandomState& state, T* out, int64_t n);

/// Two integers that bound the values of random_.
struct IntegerBounds {
  int64_t from, to;
};

/// The bounds that `random_` uses in place of (from, to) for a floating type of `digits` significant bits (8 bfloat16, 11
/// float16, 24 float, 53 double), so that rounding to the type never leaves [from, to). Give its results to
/// fill_randint, or `.from` to fill_random_from; applied twice it moves the bounds again. Needs from < to.
IntegerBounds random_bounds(int64_t from, int64_t to, int digits);

/// `randperm(n)`: a permutation of 0 ... n - 1. n - 1 words below n = 214748364, 2 n words from there on.
template <class T> void randperm(CpuRandomState& state, T* out, int64_t n);

/// `bernoulli_(p)` with a number p, and so the mask of dropout (keep where 1, with p = 1 - drop probability): 1 with
/// probability p, else 0. Two words for each value, whatever its type.
template <class T> void fill_bernoulli(CpuRandomState& state, T* out, int64_t n, double p);

/// `bernoulli_(p)` with a tensor p of the same number of elements. One word for each value when p is float (float16 and
/// bfloat16 converted to float), two when it is double.
template <class T> void fill_bernoulli(CpuRandomState& state, T* out, int64_t n, const float* p);
template <class T> void fill_bernoulli(CpuRandomState& state, T* out, int64_t n, const double* p);

/// `exponential_(lambda)`, `geometric_(p)`, `cauchy_(median, sigma)`: two words for each value, whatever its type.
template <class T> void fill_exponential(CpuRandomState& state, T* out, int64_t n, double lambda = 1);
template <class T> void fill_geometric(CpuRandomState& state, T* out, int64_t n, double p);
template <class T>
void fill_cauchy(CpuRandomState& state, T* out, int64_t n, double median = 0, double sigma = 1);

/// `log_normal_(mean, std)`: the exponential of what fill_normal_serial would give, drawn the same way.
template <class T>
void fill_log_normal(CpuRandomState& state, T* out, int64_t n, double mean = 1, double std = 2);

/// One row of `multinomial(weights, n, replacement=true)`: `n` category numbers drawn with probabilities proportional to
/// `weights` (`categories` > 0 values >= 0 of positive sum). Two words for each draw. `cumulative` is work space for
/// `categories` values.
/// Without replacement, or for one draw, PyTorch takes the largest of weights / exponential_(1) instead.
template <class T>
void fill_multinomial(CpuRandomState& state, int64_t* out, int64_t n, const T* weights, int64_t categories,
                      T* cumulative);

/// Size in bytes of a saved state, equal to the number of elements of PyTorch's `get_rng_state()`.
inline constexpr int kSavedStateBytes = 5056;

/// The state as the bytes of PyTorch's `get_rng_state()`.
std::array<uint8_t, kSavedStateBytes> save_random_state(const CpuRandomState& state);

/// The state that save_random_state or PyTorch saved; nothing when the bytes are not such a state.
std::optional<CpuRandomState> load_random_state(const std::array<uint8_t, kSavedStateBytes>& bytes);

}  // namespace torch::inline rushlight

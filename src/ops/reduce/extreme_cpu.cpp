// CPU kernels of max and min, with and without the place (loops in fold.h). Types differ in what is done to a row and to a strip
// of columns; the way through a tensor is one for all. bench/lab/extreme.cpp has the choices.
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "ops/reduce/fold.h"

namespace torch::inline rushlight {
namespace {

/// Keeps the larger (smaller) of two; NaN wins over numbers, the first of equals stays.
template <bool largest> struct Better {
  template <class T> static bool is(T x, T a) {
    const bool beats = largest ? x > a : x < a;
    if constexpr (std::is_floating_point_v<T>) return beats | ((x != x) & (a == a));
    else return beats;
  }
  template <class T> T operator()(T a, T x) const {  // T is a number or a vector
    const auto beats = largest ? x > a : x < a;
    return beats | (x != x) ? x : a;  // after a NaN nothing but another NaN changes anything
  }
  template <class T> static T start() {
    using L = std::numeric_limits<T>;
    if constexpr (std::is_floating_point_v<T>) return largest ? -L::infinity() : L::infinity();
    else return largest ? L::lowest() : L::max();
  }
};

/// Elements up to which rows are laid down, to be columns (bench/lab/extreme.cpp).
template <class T> constexpr int64_t kShortRow = std::is_integral_v<T> ? 24 : 256 / sizeof(T);
constexpr int64_t kFewRows = 8;    // for which that does not pay
constexpr int64_t kTogether = 64;  // rows at once

/// columns[i * kTogether + r] = in[r * n + i], some rows at once for each line of the cache that is written.
template <class T> void lay_down(const void* from, int64_t n, int64_t rows, void* to) {
  const T* const in = static_cast<const T*>(from);
  T* const columns = static_cast<T*>(to);
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4)
    for (int64_t i = 0; i < n; ++i)
      for (int64_t q = r; q < r + 4; ++q) columns[i * kTogether + q] = in[q * n + i];
  for (; r < rows; ++r)
    for (int64_t i = 0; i < n; ++i) columns[i * kTogether + r] = in[r * n + i];
}

/// What is to be found: of in, (outer, n, inner), the extremes and, where they are wanted, their places.
struct Job {
  ReduceShape s;
  bool largest;
  const void* in;
  void* out;
  int64_t* index;
};

/// How it is done for a type.
struct Steps {
  int64_t bytes;      ///< of an element
  int64_t short_row;  ///< see kShortRow
  void (*row)(const Job& job, int64_t o);
  /// `width` columns of n rows, `inner` apart, whose results are from number `result` on; at most kStrip.
  void (*strip)(const Job& job, const void* columns, int64_t inner, int64_t width, int64_t result);
  void (*lay_down)(const void* in, int64_t n, int64_t rows, void* columns);
};

// Short rows, kTogether of them laid down at a time.
void run_short_rows(const Job& job, const Steps& steps) {
  const ReduceShape& s = job.s;
  const int64_t groups = (s.outer + kTogether - 1) / kTogether;
  parallel_for(0, groups, kGrain / (s.n * kTogether) + 1, [&](int64_t first, int64_t last) {
    static_assert(kShortRow<float> * sizeof(float) >= kShortRow<int64_t> * sizeof(int64_t));
    alignas(64) std::byte columns[kShortRow<float> * kTogether * sizeof(float)];
    for (int64_t g = first; g < last; ++g) {
      const int64_t o = g * kTogether, rows = std::min(kTogether, s.outer - o);
      steps.lay_down(static_cast<const std::byte*>(job.in) + o * s.n * steps.bytes, s.n, rows, columns);
      steps.strip(job, columns, kTogether, rows, o);
    }
  });
}

void run(const Job& job, const Steps& steps) {
  const ReduceShape& s = job.s;
  if (s.inner == 1 && s.n <= steps.short_row && s.outer >= kFewRows) return run_short_rows(job, steps);
  for_each_result(
      s, [&](int64_t o) { steps.row(job, o); },
      [&](int64_t o, int64_t at, int64_t width) {
        const auto* strip = static_cast<const std::byte*>(job.in) + (o * s.n * s.inner + at) * steps.bytes;
        steps.strip(job, strip, s.inner, width, o * s.inner + at);
      });
}

// The extreme of row o; a row that is alone may be shared by threads.
template <class T, bool largest> void value_of_row(const Job& job, int64_t o) {
  const Better<largest> better;
  const T *row = static_cast<const T*>(job.in) + o * job.s.n, start = better.template start<T>();
  static_cast<T*>(job.out)[o] =
      job.s.outer == 1 ? fold_long_row(row, job.s.n, start, better) : fold_row(row, job.s.n, start, better);
}
template <class T, bool largest>
void values_of_strip(const Job& job, const void* columns, int64_t inner, int64_t width, int64_t result) {
  const Better<largest> better;
  fold_strip(static_cast<const T*>(columns), job.s.n, inner, width, better.template start<T>(),
             static_cast<T*>(job.out) + result, better);
}

// The first place of `value`, or of the first NaN when that is what it is; the row has it. Groups of four vectors, of which the
// first that holds it is searched.
template <class T> int64_t find(const T* row, int64_t n, T value) {
  constexpr int64_t kWidth = Register<T>::kCount;
  const auto is = [value](auto x) {
    return (x == value) | (x != x);
  };  // a row that has NaN has NaN as its extreme
  int64_t i = 0;
  for (; i + 4 * kWidth <= n; i += 4 * kWidth) {
    const auto hits = is(load(row + i)) | is(load(row + i + kWidth)) | is(load(row + i + 2 * kWidth)) |
                      is(load(row + i + 3 * kWidth));
    Vector<int64_t> bits;
    std::memcpy(&bits, &hits, sizeof bits);
    int64_t any = 0;
    for (int k = 0; k < Register<int64_t>::kCount; ++k) any |= bits[k];
    if (any != 0) break;
  }
  while (!is(row[i])) ++i;
  return i;
}

template <class T> void index_row(const Job& job, int64_t o) {
  (job.largest ? value_of_row<T, true> : value_of_row<T, false>)(job, o);
  const T* row = static_cast<const T*>(job.in) + o * job.s.n;
  T& value = static_cast<T*>(job.out)[o];
  job.index[o] = find(row, job.s.n, value);
  value = row[job.index[o]];  // of zeros and of NaN, which have two signs, the one that is there
}

/// Turns the order of numbers round where the smallest is wanted, by all bits of an integer or the sign: one code for both.
template <class T> class Turned {
  using Bits =
      std::conditional_t<sizeof(T) == 8, uint64_t, std::conditional_t<sizeof(T) == 4, uint32_t, uint8_t>>;

 public:
  explicit Turned(bool largest)
      : mask_(largest                 ? Bits(0)
              : std::is_integral_v<T> ? Bits(~Bits(0))
                                      : std::bit_cast<Bits>(T(-0.0))) {}
  T operator()(T x) const { return std::bit_cast<T>(static_cast<Bits>(std::bit_cast<Bits>(x) ^ mask_)); }

 private:
  Bits mask_;
};

/// Places beside values of T: as wide, for vectors of both have as many lanes then.
template <class T> using Place = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;
constexpr int64_t kRowsAtOnce = 1 << 20;  // whose places fit

/// The largest of each of `width` columns of at most kRowsAtOnce rows, and where it is first. Arrays of its own, for the compiler
/// makes vectors of what nobody else can point to.
template <class T> struct ColumnExtremes {
  T best[kStrip];
  Place<T> place[kStrip];
  ColumnExtremes(const T* in, int64_t n, int64_t inner, int64_t width, const Turned<T>& turned) {
    for (int64_t k = 0; k < width; ++k) best[k] = turned(in[k]), place[k] = 0;
    for (int64_t i = 1; i < n; ++i)
      for (int64_t k = 0; k < width; ++k) {
        const T x = turned(in[i * inner + k]);
        const bool wins = Better<true>::is(x, best[k]);
        best[k] = wins ? x : best[k];
        place[k] = wins ? static_cast<Place<T>>(i) : place[k];
      }
  }
};

template <class T>
void index_strip(const Job& job, const void* columns, int64_t inner, int64_t width, int64_t result) {
  const Turned<T> turned(job.largest);
  const T* in = static_cast<const T*>(columns);
  T* const out = static_cast<T*>(job.out) + result;
  int64_t* const index = job.index + result;
  for (int64_t begin = 0; begin < job.s.n; begin += kRowsAtOnce, in += kRowsAtOnce * inner) {
    const ColumnExtremes<T> part(in, std::min(job.s.n - begin, kRowsAtOnce), inner, width, turned);
    for (int64_t k = 0; k < width; ++k)
      if (begin == 0 || Better<true>::is(part.best[k], turned(out[k])))
        out[k] = turned(part.best[k]), index[k] = begin + part.place[k];
  }
}

template <class T, bool largest>
constexpr Steps kValueSteps{sizeof(T), kShortRow<T>, value_of_row<T, largest>, values_of_strip<T, largest>,
                            lay_down<T>};
template <class T>
constexpr Steps kIndexSteps{sizeof(T), kShortRow<T>, index_row<T>, index_strip<T>, lay_down<T>};

template <class F> void with_extreme_type(ScalarType t, const F& f) {
  if (t == kByte || t == kBool) f(uint8_t{});
  else if (t == kInt) f(int32_t{});
  else with_type(t, f);
}

void values(const ReduceShape& s, bool largest, const View& in, const View& out) {
  with_extreme_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    run({s, largest, in.data, out.data, nullptr}, largest ? kValueSteps<T, true> : kValueSteps<T, false>);
  });
}
void indexed(const ReduceShape& s, bool largest, const View& in, const View& out, const View& index) {
  with_extreme_type(in.dtype, [&](auto zero) {
    run({s, largest, in.data, out.data, index.as<int64_t>()}, kIndexSteps<decltype(zero)>);
  });
}

}  // namespace

template <> const ExtremeKernels& cpu_table<ExtremeKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ExtremeKernels table{.values = values, .indexed = indexed};
  return table;
}

}  // namespace torch::inline rushlight

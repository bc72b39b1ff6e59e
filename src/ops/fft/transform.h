// Transforms of lines of numbers, through kissfft. Next: transform.cpp, which keeps plans for the next call.
#pragma once

#include <cmath>

#include "op/view.h"

namespace torch::inline rushlight {

/// What the lines of a transform hold. A half is the first n / 2 + 1 of n values of which value n - j is the conjugate of
/// value j; the imaginary part that its first value (and for even n its last) should not have is not read.
enum class Lines : uint8_t { complex, real_to_half, real_to_whole, half_to_real };

/// What a plan is made for: the length of the whole line, the dtype of its real numbers, whether several lines are done at
/// once, and the columns of the matrix as which a line is transformed, 0 for none: they divide the length, or its half if
/// lines are real.
struct PlanKey {
  Lines lines;
  int64_t n;
  ScalarType dtype;
  bool inverse;
  bool many;
  int64_t columns;
  bool operator==(const PlanKey&) const = default;
  /// How many numbers the plan's tables hold, about.
  int64_t tables() const { return columns > 0 ? n / columns + columns : n; }
};

/// How far a transform of n values of this real dtype may be off, as rms error by rms value: the roundings of log2 n passes add
/// up like steps of a random walk (Schatzman 1996, doi:10.1137/S1064827593247023). In float64 those of the tables come to them;
/// there it is three times as many units, measured against sums that are off themselves. Tested in lines_test.cpp, also of lines
/// that go as matrices (split_plan.h).
inline double fft_error(ScalarType t, int64_t n) {
  return (t == kFloat ? 2 * 0x1p-24 : 6 * 0x1p-53) * std::sqrt(1 + std::log2(static_cast<double>(n)));
}

/// The tables for one kind of transform. Threads may share it.
class FftPlan {
 public:
  FftPlan() = default;
  FftPlan(const FftPlan&) = delete;
  FftPlan& operator=(const FftPlan&) = delete;
  virtual ~FftPlan();
  virtual void run(const View& in, const View& out, int64_t dim, double scale) const = 0;
};

struct FftKernels {
  FftPlan* (*new_plan)(const PlanKey& key);
};

/// True when the library was built with kissfft.
bool has_fft_library();
/// out = scale * the transform of each line of `in` along `dim`; both row-major, and of one shape but for the halves.
void transform_lines(Lines lines, const View& in, const View& out, int64_t dim, bool inverse, double scale);

}  // namespace torch::inline rushlight

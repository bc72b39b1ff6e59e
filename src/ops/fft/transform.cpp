// A call's plan: one that is kept, or a new one. The tables of a plan cost about as much as a hundred lines of its length.
#include "ops/fft/transform.h"

#include <array>
#include <cmath>
#include <memory>
#include <mutex>
#include <vector>

#include "op/kernels.h"
#include "rushlight/core/error.h"

// Those that fft_cpu.cpp uses.
#ifdef __GLIBCXX__
template struct std::_Vector_base<size_t, std::allocator<size_t>>;
#endif
template class std::vector<size_t>;

namespace torch::inline rushlight {

FftPlan::~FftPlan() = default;

#if RUSHLIGHT_KISSFFT

namespace {

using PlanPtr = std::shared_ptr<const FftPlan>;

constexpr int64_t kShortestSplit = 128;  // complex numbers (bench/lab/fft.cpp)
constexpr int64_t kLongest = 1 << 14;    // that is kept
constexpr int64_t kVector = 32;          // bytes, whose lanes are filled with lines

PlanPtr make_plan(const FftKernels& kernels, const PlanKey& key) { return PlanPtr(kernels.new_plan(key)); }

// The columns of the matrix as which a row is transformed: 0 where it is too short, or has no factors that are nearly equal.
int64_t columns_of(Lines lines, int64_t n) {
  if (lines != Lines::complex && n % 2 != 0) return 0;
  const int64_t m = lines == Lines::complex ? n : n / 2;
  if (m < kShortestSplit) return 0;
  int64_t rows = static_cast<int64_t>(std::sqrt(static_cast<double>(m)));
  for (const int64_t least = rows / 4; rows > least; --rows)
    if (m % rows == 0) return m / rows;
  return 0;
}

// The plan for the lines along `dim` of a tensor of whole lines.
PlanKey key_for(Lines lines, const View& whole, int64_t dim, bool inverse) {
  const int64_t n = whole.sizes[dim], count = whole.numel / n;
  const ScalarType real = toRealValueType(whole.dtype);
  bool row = true;
  for (int d = static_cast<int>(dim) + 1; d < whole.dims; ++d) row &= whole.sizes[d] == 1;
  // Lines too few to fill the lanes are faster one by one; long ones are as fast, in a fraction of the memory.
  const bool one_by_one = count * element_size(real) < kVector || n > kLongest;
  const int64_t columns = row && one_by_one ? columns_of(lines, n) : 0;
  return {lines, n, real, inverse, count > (n > kLongest ? 2 : 1), columns};
}

/// The plans of the last calls, the oldest of which makes way for a new one. Plans of long lines in one pass are large, and
/// their tables cost little beside the transform: these are not kept.
class PlanCache {
 public:
  PlanPtr get(const FftKernels& kernels, const PlanKey& key) {
    {
      const std::lock_guard lock(mutex_);
      for (const Entry& e : entries_)
        if (e.plan && e.kernels == &kernels && e.key == key) return e.plan;
    }
    PlanPtr plan = make_plan(kernels, key);
    const std::lock_guard lock(mutex_);
    entries_[next_++ % entries_.size()] = {&kernels, key, plan};
    return plan;
  }

 private:
  struct Entry {
    const FftKernels* kernels;  // of one instruction set
    PlanKey key;
    PlanPtr plan;
  };
  std::mutex mutex_;
  std::array<Entry, 16> entries_{};
  size_t next_ = 0;
};

}  // namespace

bool has_fft_library() { return true; }

void transform_lines(Lines lines, const View& in, const View& out, int64_t dim, bool inverse, double scale) {
  if (out.numel == 0) return;
  // Never destroyed: another global's destructor may still transform.
  static PlanCache& cache = *new PlanCache;
  const View& whole = lines == Lines::half_to_real ? out : in;
  const PlanKey key = key_for(lines, whole, dim, inverse);
  const FftKernels& table = kernels<FftKernels>(in);
  const PlanPtr plan = key.tables() <= kLongest ? cache.get(table, key) : make_plan(table, key);
  plan->run(in, out, dim, scale);
}

#else

bool has_fft_library() { return false; }
void transform_lines(Lines, const View&, const View&, int64_t, bool, double) {}

#endif

}  // namespace torch::inline rushlight

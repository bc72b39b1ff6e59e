// Unique values: those that differ from the one before them, of a sorted tensor or of one as it is; the same for slices.
// Integers that lie close together (labels, places) are counted in place of sorted.
#include <algorithm>
#include <numeric>

#include "core/wrap_dim.h"
#include "op/operator.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct Runs {
  std::vector<int64_t> firsts;  ///< where each run begins
  std::vector<int64_t> run_of;  ///< for each element the number of its run
};

template <class T> Runs find_runs(const Tensor& flat) {
  const T* p = flat.data_ptr<T>();
  Runs runs;
  for (int64_t i = 0; i < flat.numel(); ++i) {
    if (i == 0 || !(p[i] == p[i - 1])) runs.firsts.push_back(i);
    runs.run_of.push_back(static_cast<int64_t>(runs.firsts.size()) - 1);
  }
  return runs;
}

Runs find_runs(const Tensor& flat) {
  switch (flat.scalar_type()) {
    case kFloat: return find_runs<float>(flat);
    case kDouble: return find_runs<double>(flat);
    case kLong: return find_runs<int64_t>(flat);
    case kInt: return find_runs<int32_t>(flat);
    case kShort: return find_runs<int16_t>(flat);
    case kChar: return find_runs<int8_t>(flat);
    case kByte: return find_runs<uint8_t>(flat);
    case kBool: return find_runs<bool>(flat);
    case kHalf: return find_runs<Half>(flat);
    default: return find_runs<BFloat16>(flat);
  }
}

Tensor run_lengths(const Runs& runs, int64_t n) {
  std::vector<int64_t> lengths;
  for (size_t r = 0; r < runs.firsts.size(); ++r)
    lengths.push_back((r + 1 < runs.firsts.size() ? runs.firsts[r + 1] : n) - runs.firsts[r]);
  return tensor(lengths);
}

Tensor no_indices() { return empty({0}, kLong); }

/// Integers whose values span so few numbers that each can have a counter.
class Counters {
 public:
  explicit Counters(const Tensor& flat) : values_(flat.data_ptr<int64_t>()), n_(flat.numel()) {
    if (n_ == 0) return;
    int64_t least = values_[0], most = values_[0];
    for (int64_t i = 1; i < n_; ++i) {
      least = std::min(least, values_[i]);
      most = std::max(most, values_[i]);
    }
    least_ = static_cast<uint64_t>(least);
    const uint64_t last = static_cast<uint64_t>(most) - least_;
    if (last >= kSpan * static_cast<uint64_t>(n_)) return;
    counts_.resize(last + 1);
    for (int64_t i = 0; i < n_; ++i) ++counts_[counter_of(i)];
  }
  /// False: there are no numbers, or they lie too far apart.
  bool fit() const { return !counts_.empty(); }

  /// The values that occur, and how often each does.
  std::tuple<Tensor, Tensor> values_and_counts() const {
    const int64_t found = std::count_if(counts_.begin(), counts_.end(), [](int64_t c) { return c > 0; });
    const Tensor values = empty({found}, kLong), counts = empty({found}, kLong);
    int64_t *value = values.data_ptr<int64_t>(), *count = counts.data_ptr<int64_t>();
    for (size_t c = 0; c < counts_.size(); ++c) {
      if (counts_[c] == 0) continue;
      *value++ = static_cast<int64_t>(least_ + c);
      *count++ = counts_[c];
    }
    return {values, counts};
  }
  /// For each number the place of its value among those that occur.
  Tensor places() const {
    std::vector<int64_t> rank(counts_.size());
    int64_t before = 0;
    for (size_t c = 0; c < rank.size(); ++c) {
      rank[c] = before;
      before += counts_[c] > 0;
    }
    const Tensor result = empty({n_}, kLong);
    int64_t* const to = result.data_ptr<int64_t>();
    for (int64_t i = 0; i < n_; ++i) to[i] = rank[counter_of(i)];
    return result;
  }

 private:
  static constexpr uint64_t kSpan = 4;  // counters for each number (bench/lab/sort.cpp)

  size_t counter_of(int64_t i) const { return static_cast<uint64_t>(values_[i]) - least_; }

  const int64_t* values_;
  int64_t n_;
  uint64_t least_ = 0;
  std::vector<int64_t> counts_;
};

// The slices of a dimension as rows, which compare element by element.
struct Slices {
  int64_t dim, count, length;
  Tensor rows;  ///< float64, or int64 for integers

  Slices(const char* who, const Tensor& self, int64_t d) : dim(wrap_dim(who, d, self.dim())) {
    RUSHLIGHT_CHECK(self.dim() > 0, who, ": expected at least one dimension, got none");
    count = self.size(dim);
    length = count == 0 ? 0 : self.numel() / count;
    const Tensor exact = self.detach().to(isFloatingType(self.scalar_type()) ? kDouble : kLong);
    rows = exact.movedim(dim, 0).reshape({count, length}).contiguous();
  }
  template <class T> int compare_typed(int64_t a, int64_t b) const {
    const T *x = rows.data_ptr<T>() + a * length, *y = rows.data_ptr<T>() + b * length;
    for (int64_t i = 0; i < length; ++i)
      if (!(x[i] == y[i])) return x[i] < y[i] ? -1 : 1;
    return 0;
  }
  int compare(int64_t a, int64_t b) const {
    return rows.scalar_type() == kDouble ? compare_typed<double>(a, b) : compare_typed<int64_t>(a, b);
  }
  /// Results for slices in this order, in which equal ones are neighbours.
  std::tuple<Tensor, Tensor, Tensor> unique(const Tensor& self, const std::vector<int64_t>& order) const {
    Runs runs;
    std::vector<int64_t> firsts, run_of(order.size());
    for (size_t i = 0; i < order.size(); ++i) {
      if (i == 0 || compare(order[i - 1], order[i]) != 0) {
        runs.firsts.push_back(static_cast<int64_t>(i));
        firsts.push_back(order[i]);
      }
      run_of[static_cast<size_t>(order[i])] = static_cast<int64_t>(firsts.size()) - 1;
    }
    return {index_select(self.detach().movedim(dim, 0), 0, tensor(firsts)).movedim(0, dim), tensor(run_of),
            run_lengths(runs, count)};
  }
};

}  // namespace

std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& self, bool, bool return_inverse,
                                            bool return_counts) {
  const Tensor flat = self.detach().reshape({-1});
  if (isIntegralType(self.scalar_type(), true)) {
    const Tensor numbers = flat.to(kLong).contiguous();
    if (const Counters counters(numbers); counters.fit()) {
      const auto [values, counts] = counters.values_and_counts();
      return {values.to(self.scalar_type()),
              return_inverse ? counters.places().view(self.sizes()) : no_indices(),
              return_counts ? counts : no_indices()};
    }
  }
  const auto [ordered, places] = sort(flat, int64_t{0}, false);
  const Runs runs = find_runs(ordered);
  const Tensor values = index_select(ordered, 0, tensor(runs.firsts));
  Tensor inverse = no_indices();
  if (return_inverse)
    inverse = zeros({self.numel()}, kLong).scatter(0, places, tensor(runs.run_of)).view(self.sizes());
  return {values, inverse, return_counts ? run_lengths(runs, self.numel()) : no_indices()};
}

std::tuple<Tensor, Tensor> _unique(const Tensor& self, bool sorted, bool return_inverse) {
  const auto [values, inverse, counts] = _unique2(self, sorted, return_inverse);
  return {values, inverse};
}

std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self, bool return_inverse,
                                                      bool return_counts, std::optional<int64_t> dim) {
  if (dim) return unique_dim_consecutive(self, *dim, return_inverse, return_counts);
  const Tensor flat = self.detach().reshape({-1}).contiguous();
  const Runs runs = find_runs(flat);
  return {index_select(flat, 0, tensor(runs.firsts)),
          return_inverse ? tensor(runs.run_of).view(self.sizes()) : no_indices(),
          return_counts ? run_lengths(runs, self.numel()) : no_indices()};
}

std::tuple<Tensor, Tensor, Tensor> unique_dim_consecutive(const Tensor& self, int64_t dim, bool, bool) {
  const Slices slices("unique_dim_consecutive", self, dim);
  std::vector<int64_t> order(static_cast<size_t>(slices.count));
  std::iota(order.begin(), order.end(), int64_t{0});
  return slices.unique(self, order);
}

std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& self, int64_t dim, bool, bool, bool) {
  const Slices slices("unique_dim", self, dim);
  std::vector<int64_t> order(static_cast<size_t>(slices.count));
  std::iota(order.begin(), order.end(), int64_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return slices.compare(a, b) < 0; });
  return slices.unique(self, order);
}

}  // namespace torch::inline rushlight

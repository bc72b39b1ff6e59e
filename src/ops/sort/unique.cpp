// _unique2 and unique_consecutive: values that differ from the one before them, of a sorted tensor or of one as it is.
#include "op/operator.h"
#include "rushlight/ops.h"

namespace rushlight {
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

}  // namespace

std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& self, bool, bool return_inverse,
                                            bool return_counts) {
  const auto [ordered, places] = sort(self.detach().reshape({-1}), int64_t{0}, false);
  const Runs runs = find_runs(ordered);
  const Tensor values = index_select(ordered, 0, tensor(runs.firsts));
  Tensor inverse = no_indices();
  if (return_inverse)
    inverse = zeros({self.numel()}, kLong).scatter(0, places, tensor(runs.run_of)).view(self.sizes());
  return {values, inverse, return_counts ? run_lengths(runs, self.numel()) : no_indices()};
}

std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self, bool return_inverse,
                                                      bool return_counts) {
  const Tensor flat = self.detach().reshape({-1}).contiguous();
  const Runs runs = find_runs(flat);
  return {index_select(flat, 0, tensor(runs.firsts)),
          return_inverse ? tensor(runs.run_of).view(self.sizes()) : no_indices(),
          return_counts ? run_lengths(runs, self.numel()) : no_indices()};
}

}  // namespace rushlight

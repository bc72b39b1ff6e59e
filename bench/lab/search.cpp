// The workshop for searchsorted: the places of many values among sorted float32 ones; every attempt must agree exactly with
// std::lower_bound. Attempts: 1 std::lower_bound; 2 halves without branches, value by value; 3 and 4 the same for 4 and 16 values
// side by side; 5 the operator: for 8 (kTogether in search_scalar.cpp).
//
// The time of each divided by that of 5, one of two cores of Zen 3, 10,000 values in no order:
//   among 10, 64        1 2.1, 3.1   2 2.1, 2.0   3 1.8, 1.7   4 1.3, 1.2
//   256, 1000           1 3.2, 4.0   2 2.0, 2.3   3 1.5, 1.4   4 1.0
//   65,536, a million   1 4.5, 4.6   2 2.4, 3.0   3 1.6, 1.8   4 1.1, 0.94
// A branch a step, as the operator had before, is foretold wrong every other time.
#include <algorithm>

#include "lab/attempts.h"

namespace {

using namespace rushlight;

template <class Find> lab::Results places(const Tensor& values, const Find& find) {
  const Tensor out = empty(values.sizes(), kLong);
  find(values.data_ptr<float>(), values.numel(), out.data_ptr<int64_t>());
  return {out};
}

lab::Results by_branches(const Tensor& sorted, const Tensor& values) {
  const float *first = sorted.data_ptr<float>(), *last = first + sorted.numel();
  return places(values, [=](const float* v, int64_t count, int64_t* to) {
    for (int64_t i = 0; i < count; ++i) to[i] = std::lower_bound(first, last, v[i]) - first;
  });
}

template <int together> lab::Results by_halves(const Tensor& sorted, const Tensor& values) {
  return places(values, [&](const float* v, int64_t count, int64_t* to) {
    for (int64_t i = 0; i + together <= count; i += together) {
      const float* at[together];
      std::fill_n(at, together, sorted.data_ptr<float>());
      for (int64_t left = sorted.numel(), half; left > 1; left -= half) {
        half = left / 2;
        for (int k = 0; k < together; ++k) at[k] += half & -int64_t{at[k][half - 1] < v[i + k]};
      }
      for (int k = 0; k < together; ++k) to[i + k] = at[k] - sorted.data_ptr<float>() + (*at[k] < v[i + k]);
    }
  });
}

}  // namespace

int main() {
  set_num_threads(1);
  const Tensor values = rand({10000});
  for (const int64_t n : {10, 64, 256, 1000, 65536, 1000000}) {
    const Tensor sorted = std::get<0>(rand({n}).sort());
    lab::compare("among " + std::to_string(n), by_branches(sorted, values), 0,
                 {{"std::lower_bound", [&] { return by_branches(sorted, values); }},
                  {"halves", [&] { return by_halves<1>(sorted, values); }},
                  {"by 4", [&] { return by_halves<4>(sorted, values); }},
                  {"by 16", [&] { return by_halves<16>(sorted, values); }},
                  {"the operator", [&] { return lab::Results{searchsorted(sorted, values)}; }}});
  }
}

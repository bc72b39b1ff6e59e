// References of reductions for their tests: a function of the values that one result is made of, applied everywhere.
// A sample's numbers are: keepdim, then the dims. Next: harness/op_case.h.
#pragma once

#include <functional>

#include "harness/op_case.h"

namespace torch::inline rushlight::test {

/// Shapes and dims: none, one, several, scattered; rows and columns of odd sizes; empty results; one for threads.
inline Samples reductions(double low = -2, double high = 2) {
  Samples all;
  const auto add = [&](Shape shape, Numbers numbers, bool big = false) {
    all.push_back({{Arg(std::move(shape), low, high)}, std::move(numbers), big});
  };
  add({}, {0, 0});
  add({2, 3}, {0, 0});
  add({2, 3}, {1, -1});
  add({3, 2, 4}, {0, 1});
  add({3, 2, 4}, {1, 0, 2});
  add({3, 2, 4}, {0, -1, 1});
  add({2, 3, 2, 2}, {1, 1, 3});
  add({0, 3}, {0, 1});
  for (int64_t n : {1, 7, 8, 9, 15, 16, 17, 31, 33, 65}) {
    add({3, n}, {0, 1});
    add({n, 5}, {0, 0});
    add({2, n, n}, {0, 1});
  }
  add({40, 3000}, {0, 1}, true);
  add({3000, 40}, {0, 0}, true);
  add({7, 100, 150}, {0, 1}, true);
  return all;
}
/// Samples with one dimension each, for operators that take a single `dim`.
inline Samples one_dim_reductions(double low = -2, double high = 2) {
  Samples all;
  for (const Sample& s : reductions(low, high))
    if (s.numbers.size() == 2) all.push_back(s);
  return all;
}

inline bool keepdim_of(const Args& x) { return x.numbers[0] != 0; }
inline Shape dims_of(const Args& x) { return Shape(x.numbers.begin() + 1, x.numbers.end()); }
inline int64_t dim_of(const Args& x) { return x.i(1); }

using FromValues = std::function<double(const Numbers& values)>;

/// Applies f to the values along the given dims of one array, for each place of the result.
inline Plain reduce_plain(const Plain& in, const Numbers& numbers, const FromValues& f) {
  std::vector<bool> gone(in.shape.size(), numbers.size() == 1);
  for (size_t k = 1; k < numbers.size(); ++k) {
    const int64_t d = static_cast<int64_t>(numbers[k]);
    if (!gone.empty()) gone[static_cast<size_t>(d < 0 ? d + in.dim() : d)] = true;
  }
  Shape kept, result;
  for (size_t d = 0; d < gone.size(); ++d) {
    kept.push_back(gone[d] ? 1 : in.shape[d]);
    if (!gone[d] || numbers[0] != 0) result.push_back(kept.back());
  }
  Plain out(result);
  std::vector<Numbers> groups(out.values.size());
  for (int64_t k = 0; k < in.numel(); ++k) {
    int64_t rest = k, at = 0, step = 1;
    for (size_t d = gone.size(); d-- > 0;) {
      const int64_t i = rest % in.shape[d];
      rest /= in.shape[d];
      if (gone[d]) continue;
      at += i * step;
      step *= in.shape[d];
    }
    groups[static_cast<size_t>(at)].push_back(in[k]);
  }
  for (size_t k = 0; k < groups.size(); ++k) out.values[k] = f(groups[k]);
  return out;
}

/// Reference of an operator with keepdim and dims among the numbers; one function for each output.
inline OpCase::Reference reduced(FromValues f, FromValues second = nullptr) {
  return [=](const PlainArgs& x) {
    std::vector<Plain> out{reduce_plain(x[0], x.numbers, f)};
    if (second) out.push_back(reduce_plain(x[0], x.numbers, second));
    return out;
  };
}
/// Reference of an operator that reduces all elements.
inline OpCase::Reference reduced_whole(FromValues f, FromValues second = nullptr) {
  return [=](const PlainArgs& x) {
    std::vector<Plain> out{{{}, {f(x[0].values)}}};
    if (second) out.push_back({{}, {second(x[0].values)}});
    return out;
  };
}

}  // namespace torch::inline rushlight::test

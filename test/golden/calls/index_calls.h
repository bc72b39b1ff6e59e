// Calls of indexing, joining and repeating operators, and their gradients.
#pragma once

#include <cmath>

#include "calls.h"

namespace calls {

using torch::indexing::Ellipsis;
using torch::indexing::None;
using torch::indexing::Slice;

inline torch::Tensor numbers(torch::IntArrayRef sizes) {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return torch::arange(n, torch::kDouble).reshape(sizes);
}

/// True but at every `period`-th element.
inline torch::Tensor pattern(torch::IntArrayRef sizes, int64_t period) {
  std::vector<int64_t> on;
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  for (int64_t i = 0; i < n; ++i) on.push_back(i % period != 0);
  return torch::tensor(on, torch::kBool).reshape(sizes);
}

/// Gradient of sum(f(x) * weights) for a leaf x of these sizes.
template <class F> torch::Tensor gradient(torch::IntArrayRef sizes, const F& f) {
  torch::Tensor x = numbers(sizes).set_requires_grad(true);
  torch::Tensor y = f(x);
  (y * (numbers(y.sizes()) + 1)).sum().backward();
  return x.grad();
}

inline void index_rows(Lines& lines) {
  const auto x = numbers({4, 3}), c = numbers({2, 3, 4});
  const auto i = torch::tensor({2, 0, 2});
  CALL(x.index_select(0, i));
  CALL(x.index_select(1, i));
  CALL(x.index_select(-1, i.to(torch::kInt)));
  CALL(c.index_select(1, i));
  CALL(x.t().index_select(0, i));
  CALL(x.index_select(0, torch::tensor(1)));
  CALL(x.index_select(0, torch::empty({0}, torch::kLong)));
  CALL(torch::tensor(5.).index_select(0, torch::tensor({0})));
  CALL(x.to(torch::kHalf).index_select(0, i));
  CALL(x.to(torch::kByte).index_select(1, i));
  CALL(x.index_select(0, torch::tensor({4})));
  CALL(x.index_select(0, torch::tensor({-1})));
  CALL(x.index_select(2, i));
  CALL(x.index_select(0, torch::tensor({1.})));
  CALL(x.index_select(0, torch::zeros({1, 1}, torch::kLong)));
  CALL(x.index_add(0, i, torch::ones({3, 3}, torch::kDouble)));
  CALL(x.index_add(0, i, torch::ones({3, 3}, torch::kDouble), 2.5));
  CALL(x.index_add(1, i, torch::ones({4, 3}, torch::kDouble)));
  CALL(x.t().clone().index_add_(0, i, torch::ones({3, 4}, torch::kDouble)));
  CALL(x.to(torch::kHalf).index_add(0, i, torch::ones({3, 3}, torch::kHalf)));
  CALL(x.to(torch::kInt).index_add(0, i, torch::ones({3, 3}, torch::kInt), 3));
  CALL(x.index_add(0, i, torch::ones({2, 3}, torch::kDouble)));
  CALL(x.index_add(0, i, torch::ones({3, 3})));
  CALL(x.index_copy(0, i, torch::ones({3, 3}, torch::kDouble)));
  CALL(c.index_copy(2, i, -numbers({2, 3, 3})));
  CALL(x.index_fill(0, i, -1));
  CALL(x.index_fill(1, i, torch::tensor(7., torch::kDouble)));
  CALL(x.clone().index_fill_(1, torch::tensor({0}), 2.5));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return t.index_select(0, i); }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return x.index_add(0, i, t.narrow(0, 0, 3), 2); }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) {
    return t.index_copy(0, torch::tensor({1, 3}), t.narrow(0, 0, 2));
  }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return t.index_fill(0, torch::tensor({1}), 3); }));
}

inline void index_elements(Lines& lines) {
  const auto x = numbers({4, 3}), c = numbers({2, 3, 4});
  const auto i = torch::tensor({{0, 1, 2}, {2, 0, 0}});
  CALL(x.gather(0, i));
  CALL(x.gather(1, i));
  CALL(x.t().gather(0, i));
  CALL(c.gather(1, torch::tensor({{{0, 1}, {2, 2}}, {{1, 1}, {0, 2}}})));
  CALL(c.gather(0, torch::tensor({{{0, 1}, {1, 0}}})));
  CALL(torch::tensor(3.).gather(0, torch::tensor(0)));
  CALL(x.gather(0, torch::tensor({{4}})));
  CALL(x.gather(0, torch::tensor({1})));
  CALL(x.gather(0, torch::tensor({{1., 2.}})));
  CALL(x.gather(1, torch::zeros({5, 1}, torch::kLong)));
  CALL(x.to(torch::kBFloat16).gather(1, i));
  CALL(x.scatter(0, i, -numbers({2, 3})));
  CALL(x.scatter(1, i, -numbers({2, 3})));
  CALL(x.scatter(0, i, -numbers({4, 5})));
  CALL(x.scatter(0, i, 9));
  CALL(x.clone().scatter_(1, i, 9.5));
  CALL(x.t().clone().scatter_(0, i, 9.5));
  CALL(x.scatter(0, i, numbers({2, 3}), "add"));
  CALL(x.scatter(0, i, numbers({2, 3}), "multiply"));
  CALL(x.scatter(0, i, 3, "multiply"));
  CALL(x.scatter(0, i, 3, "mean"));
  CALL(x.scatter(0, i, numbers({1, 3})));
  CALL(x.scatter(0, i + 5, 1));
  CALL(x.scatter_add(0, i, numbers({2, 3})));
  CALL(x.scatter_add(1, i, numbers({2, 3})));
  CALL(c.scatter_add(1, torch::tensor({{{0, 1}, {0, 2}}, {{1, 1}, {0, 2}}}), numbers({2, 2, 2})));
  CALL(x.to(torch::kLong).scatter_add(1, i, torch::ones({2, 3}, torch::kLong)));
  CALL(x.to(torch::kHalf).scatter_add(1, i, torch::ones({2, 3}, torch::kHalf)));
  CALL(torch::zeros({3, 5}).scatter_(1, torch::tensor({{1}, {0}, {4}}), 1));
  CALL(torch::take_along_dim(x, torch::tensor({{1}, {0}, {2}, {1}}), 1));
  CALL(torch::take_along_dim(x, torch::tensor({3, 5})));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return t.gather(0, i); }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) {
    return t.scatter(0, torch::tensor({{0, 1, 2}}), t.narrow(0, 2, 1));
  }));
  CALL(gradient({1, 2}, [&](torch::Tensor t) { return x.scatter(1, torch::tensor({{0, 1}}), t); }));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return x.scatter_add(0, i, t); }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return t.scatter(0, i, 2.); }));
}

inline void index_masks(Lines& lines) {
  const auto x = numbers({4, 3});
  const auto m = pattern({4, 3}, 3);
  CALL(x.masked_select(m));
  CALL(x.masked_select(m.select(0, 0)));
  CALL(x.t().masked_select(m.t()));
  CALL(torch::tensor(3.).masked_select(torch::tensor(true)));
  CALL(x.masked_select(x.gt(100)));
  CALL(x.masked_scatter(m, -numbers({20})));
  CALL(x.clone().masked_scatter_(m, -numbers({20})));
  CALL(x.masked_scatter(m, -numbers({2})));
  CALL(x.take(torch::tensor({0, 5, -1})));
  CALL(x.t().take(torch::tensor({{1, 2}, {3, 4}})));
  CALL(x.take(torch::tensor({12})));
  CALL(m.nonzero());
  CALL(x.nonzero());
  CALL(torch::tensor({{0, 3}, {-1, 0}}).nonzero());
  CALL(torch::tensor(2.).nonzero());
  CALL(torch::tensor({0.f, NAN}).nonzero());
  CALL(x.t().nonzero());
  CALL(torch::where(m));
  CALL(torch::argwhere(torch::tensor({0, 4, 0, 1})));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return t.masked_select(m); }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return t.masked_scatter(m, t * 2); }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return t.take(torch::tensor({1, 1, 7})); }));
}

inline void index_joining(Lines& lines) {
  const auto a = numbers({2, 3}), b = -numbers({2, 3});
  using List = std::vector<torch::Tensor>;
  CALL(torch::cat({a, b}));
  CALL(torch::cat({a, b}, 1));
  CALL(torch::cat({a, b, a.narrow(0, 0, 1)}, 0));
  CALL(torch::cat({a, b.t().contiguous().t()}, -1));
  CALL(torch::cat({a.t(), b.t()}, 1));
  CALL(torch::cat({a, b.to(torch::kFloat)}));
  CALL(torch::cat({a.to(torch::kLong), b.to(torch::kFloat)}));
  CALL(torch::cat({a.to(torch::kLong), b.to(torch::kInt)}));
  CALL(torch::cat({torch::empty({0}), a}));
  CALL(torch::cat({torch::empty({0}), torch::empty({0})}));
  CALL(torch::cat({a, torch::zeros({0, 3}, torch::kDouble)}));
  CALL(torch::cat(List{a}));
  CALL(torch::cat({a, torch::ones({3, 2})}));
  CALL(torch::cat({a, b}, 2));
  CALL(torch::cat(List{}));
  CALL(torch::cat({torch::tensor(1.), torch::tensor(2.)}));
  CALL(torch::stack({a, b}));
  CALL(torch::stack({a, b}, 1));
  CALL(torch::stack({a, b}, -1));
  CALL(torch::stack({a.t(), b.t()}, 1));
  CALL(torch::stack({torch::tensor(1.), torch::tensor(2.)}));
  CALL(torch::stack({a, a.t()}));
  CALL(torch::stack({a.to(torch::kLong), b.to(torch::kFloat)}));
  CALL(torch::hstack({a, b}));
  CALL(torch::hstack({torch::tensor(1), torch::tensor({2, 3})}));
  CALL(torch::vstack({a, b}));
  CALL(torch::vstack({torch::tensor({1, 2}), torch::tensor({2, 3})}));
  CALL(torch::dstack({a, b}));
  CALL(gradient({4, 3}, [&](torch::Tensor t) { return torch::cat({t, a, t * 2}); }));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return torch::cat({a.to(torch::kFloat), t}, 1); }));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return torch::stack({t, a, t * 3}, 1); }));
}

inline void index_repeating(Lines& lines) {
  const auto x = numbers({2, 3}), c = numbers({2, 3, 2});
  CALL(x.repeat({2, 2}));
  CALL(x.repeat({2, 1, 1}));
  CALL(x.repeat({0, 1}));
  CALL(x.repeat({2}));
  CALL(torch::tensor(3.).repeat({2}));
  CALL(x.tile({2}));
  CALL(x.tile({2, 1, 2}));
  CALL(torch::repeat_interleave(x, 2));
  CALL(x.repeat_interleave(2, 1));
  CALL(x.repeat_interleave(torch::tensor({2, 0, 1}), 1));
  CALL(x.repeat_interleave(torch::tensor({2, 0}), 1));
  CALL(x.flip({0}));
  CALL(x.flip({0, 1}));
  CALL(x.t().flip(0));
  CALL(c.flip({-1, 0}));
  CALL(x.flip({0, 0}));
  CALL(torch::fliplr(x));
  CALL(torch::flipud(x));
  CALL(x.roll(1));
  CALL(x.roll({1, -1}, {0, 1}));
  CALL(x.roll(-4, 1));
  CALL(x.roll({1, 2}));
  CALL(x.rot90());
  CALL(x.rot90(2));
  CALL(x.rot90(3));
  CALL(x.rot90(-1));
  CALL(c.rot90(1, {1, 2}));
  CALL(torch::tensor_split(numbers({7}), 3));
  CALL(torch::tensor_split(x, {1, 2}, 1));
  CALL(torch::one_hot(torch::tensor({0, 2, 1})));
  CALL(torch::one_hot(torch::tensor({{0, 2}, {1, 1}}), 4));
  CALL(torch::one_hot(torch::tensor({0, 2, 1}), 2));
  CALL(torch::embedding(x, torch::tensor({{1, 0}, {0, 0}})));
  CALL(torch::embedding(x, torch::tensor(1)));
  CALL(torch::embedding(x, torch::tensor({2})));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return t.repeat({2, 2}); }));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return t.repeat_interleave(2, 1); }));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return t.flip({0, 1}); }));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return t.roll({1, 1}, {0, 1}); }));
  CALL(gradient({2, 3}, [&](torch::Tensor t) { return t.rot90(1); }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) {
    return torch::embedding(t, torch::tensor({{1, 0}, {3, 1}}));
  }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) {
    return torch::embedding(t, torch::tensor({1, 0, 3, 1}), 1);
  }));
  CALL(gradient({4, 3}, [&](torch::Tensor t) {
    return torch::embedding(t, torch::tensor({1, 0, 1, 1}), -1, true);
  }));
}

inline void index_get(Lines& lines) {
  const auto x = numbers({4, 5}), c = numbers({2, 3, 4}), h = numbers({2, 3, 4, 2});
  const auto i = torch::tensor({1, 0, -1}), near = torch::tensor({1, 0, 1}), col = torch::tensor({{0}, {1}});
  const auto m = pattern({4, 5}, 2), rows = torch::tensor({true, false, true, true});
  CALL(x.index({0}));
  CALL(x.index({-1}));
  CALL(x.index({1, 2}));
  CALL(x.index({Slice(1, 3)}));
  CALL(x.index({Slice(None, None, 2)}));
  CALL(x.index({Slice(-3, -1), Slice(1, None, 2)}));
  CALL(x.index({Slice(), 3}));
  CALL(x.index({Ellipsis, 3}));
  CALL(x.index({"...", Slice(None, 2)}));
  CALL(x.index({None}));
  CALL(x.index({Slice(), None, 2}));
  CALL(c.index({Ellipsis, None, 1}));
  CALL(c.index({0, Ellipsis, Slice(2, 100)}));
  CALL(x.index({Ellipsis}));
  CALL(x.index({i}));
  CALL(x.index({Slice(), i}));
  CALL(x.index({i, i}));
  CALL(x.index({col, i}));
  CALL(x.index({i, 2}));
  CALL(x.index({2, i}));
  CALL(c.index({near, Slice(), i}));
  CALL(c.index({Slice(), i, i}));
  CALL(c.index({near, i, Slice(1, 3)}));
  CALL(h.index({col, Slice(), i}));
  CALL(h.index({Slice(), col, Slice(), col}));
  CALL(h.index({col, None, i}));
  CALL(h.index({Slice(), i, 1}));
  CALL(h.index({0, Slice(), i}));
  CALL(x.index({m}));
  CALL(x.index({rows}));
  CALL(x.index({rows, Slice(1, 3)}));
  CALL(x.index({rows, torch::tensor({0, 2, 4})}));
  CALL(c.index({Slice(), numbers({3, 4}).gt(6)}));
  CALL(c.index({numbers({2, 3}).gt(2), i.select(0, 0)}));
  CALL(c.index({numbers({2, 3}).gt(2), torch::tensor({0, 1, 2})}));
  CALL(h.index({torch::tensor({true, false}), Slice(), Slice(), torch::tensor({1})}));
  CALL(x.index({true}));
  CALL(x.index({false}));
  CALL(x.index({torch::tensor(true)}));
  CALL(x.index({torch::tensor(2)}));
  CALL(x.index({i.to(torch::kInt)}));
  CALL(x.t().index({i}));
  CALL(x.t().index({m.t()}));
  CALL(x[torch::tensor(2)]);
  CALL(x[1][2]);
  CALL(torch::tensor(4.).index({None}));
  CALL(torch::tensor(4.).index({Ellipsis}));
  CALL(torch::tensor(4.).index({0}));
  CALL(x.index({4}));
  CALL(x.index({0, 0, 0}));
  CALL(x.index({torch::tensor({4})}));
  CALL(x.index({torch::tensor({-5})}));
  CALL(x.index({torch::tensor({1.})}));
  CALL(x.index({torch::tensor({true, false})}));
  CALL(x.index({i, torch::tensor({0, 1})}));
  CALL(x.index({Slice(0, 3, -1)}));
  CALL(x.index({"..", 1}));
  CALL(x.index({torch::empty({0}, torch::kLong)}));
  CALL(gradient({4, 5}, [&](torch::Tensor t) { return t.index({i, Slice(1, 3)}); }));
  CALL(gradient({4, 5}, [&](torch::Tensor t) {
    return t.index({torch::tensor({1, 1}), torch::tensor({2, 2})});
  }));
  CALL(gradient({4, 5}, [&](torch::Tensor t) { return t.index({m}); }));
  CALL(gradient({2, 3, 4}, [&](torch::Tensor t) { return t.index({near, Slice(), i}); }));
  CALL(gradient({4, 5}, [&](torch::Tensor t) { return t.index({Slice(None, None, 2), None, -1}); }));
}

/// x after f(x).
template <class F> torch::Tensor after(torch::Tensor x, const F& f) {
  x = x.clone();
  f(x);
  return x;
}

inline void index_put(Lines& lines) {
  using torch::Tensor;
  const auto x = numbers({4, 5}), c = numbers({2, 3, 4});
  const auto i = torch::tensor({1, 0, -1}), near = torch::tensor({1, 0, 1});
  const auto m = pattern({4, 5}, 2), rows = torch::tensor({true, false, true, true});
  const auto ones = [](torch::IntArrayRef s) { return -numbers(s) - 1; };
  CALL(after(x, [&](Tensor& t) { t.index_put_({0}, 7); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({Slice(), 1}, ones({4})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({Slice(None, None, 2), Slice(1, 3)}, ones({2})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({1, Ellipsis}, ones({1, 1, 5})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({i}, 7.5); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({i}, ones({3, 5})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({i}, ones({1, 3, 5})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({i, i}, ones({3})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({Slice(), i}, ones({3})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({m}, -1); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({m}, ones({10})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({rows}, -1); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({rows, Slice(1, 3)}, ones({3, 2})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({rows, Slice(1, 3)}, -1); }));
  CALL(after(c, [&](Tensor& t) { t.index_put_({near, Slice(), i}, ones({3, 3})); }));
  CALL(after(c, [&](Tensor& t) { t.index_put_({Slice(), numbers({3, 4}).gt(6)}, -1); }));
  CALL(after(c, [&](Tensor& t) { t.index_put_({Ellipsis, i}, 0); }));
  CALL(after(c, [&](Tensor& t) { t.transpose(0, 2).index_put_({i, i}, ones({3, 2})); }));
  CALL(after(x, [&](Tensor& t) { t.t().index_put_({m.t()}, 0); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({true}, 3); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({false}, 3); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({t > 1}, torch::tensor(3)); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({t > 1}, torch::tensor({{3}})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({t > 1}, torch::tensor(3), true); }));
  CALL(after(x.to(torch::kLong), [&](Tensor& t) { t.index_put_({t > 1}, torch::tensor(2.7)); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({i}, torch::tensor(3)); }));
  CALL(after(x, [&](Tensor& t) { t[0] = 5; }));
  CALL(after(x, [&](Tensor& t) { t[0][1] = 5.5; }));
  CALL(after(x, [&](Tensor& t) { t[1] = ones({5}); }));
  CALL(after(x, [&](Tensor& t) { t.index({Slice(1, 3), 2}) = 9; }));
  CALL(after(x, [&](Tensor& t) { t.index({Slice(1, 3)}) += 1; }));
  CALL(after(x, [&](Tensor& t) { t.index({i}) = 9; }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({i}, ones({2, 5})); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({torch::tensor({9})}, 1); }));
  CALL(after(x, [&](Tensor& t) { t.index_put_({i}, torch::ones({5})); }));
  CALL(after(x.to(torch::kHalf), [&](Tensor& t) { t.index_put_({i}, 2); }));
  CALL(after(x.to(torch::kBool), [&](Tensor& t) { t.index_put_({i}, false); }));
  CALL(gradient({4, 5}, [&](Tensor t) { return after(t, [&](Tensor& y) { y.index_put_({i}, 2); }); }));
  CALL(gradient({4, 5},
                [&](Tensor t) { return after(x, [&](Tensor& y) { y.index_put_({m}, t.index({m}) * 2); }); }));
  CALL(gradient({4, 5}, [&](Tensor t) { return after(t, [&](Tensor& y) { y.index_put_({m}, 0); }); }));
  CALL(gradient({4, 5}, [&](Tensor t) { return after(t, [&](Tensor& y) { y[0] = y[1] * 2; }); }));
}

inline void index(Lines& lines) {
  index_rows(lines);
  index_elements(lines);
  index_masks(lines);
  index_joining(lines);
  index_repeating(lines);
  index_get(lines);
  index_put(lines);
}

}  // namespace calls

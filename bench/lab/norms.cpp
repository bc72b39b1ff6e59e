// The workshop for layer and batch norm, forward, against plain loops in double. Attempts: 1 written out with public
// operators; 2 one walk for the sum and the sum of squares, variance = E[x^2] - mean^2, sums in float32; 3 the same with
// sums in double; 4 two walks, the second for the squares around the mean, each with four sums at once; 5 the kernels, two
// walks (layer_norm_cpu.cpp, batch_norm_cpu.cpp). The last case has a mean of 30 times the deviation.
//
// The time of 1 to 4 divided by that of 5; one core of Zen 3 with AVX2:
//   layer norm, 1024 rows of 256          3.8, 1.1, 1.2, 1.15
//   64 rows of 4096                       3.7, 1.15, 1.2, 1.0
//   batch norm, 64 planes of 32 images    5.8, 1.4, 1.4, 1.1
//   512 planes of 4 x 4                   3.8, 1.3, 1.6, 1.7
// Errors where the mean is 30: 9e-7, 9.5e-5, 2.5e-7, 5e-7, 5e-7. So a single walk in float32 loses two digits, and two walks
// cost nothing that counts. With one sum in sum_row (cpu/rows.h), each addition to which waits for the one before, 4 took 0.6
// to 0.8 of the time of 5 for long rows: hence its four. A channel's numbers that were read anew for each vector made batch norm
// take 1.3 times as long.
#include "cpu/rows.h"
#include "lab/attempts.h"

namespace {

using namespace rushlight;

constexpr double kEps = 1e-5;

/// Runs of `inner` elements, of which `outer` belong to one mean; those of mean c begin at (i * means + c) * inner.
struct Runs {
  int64_t outer, means, inner;
  int64_t at(int64_t c, int64_t i) const { return (i * means + c) * inner; }
  double count() const { return double(outer * inner); }
};

Tensor exact(const Runs& r, const Tensor& x) {
  Tensor y = empty(x.sizes(), kDouble);
  const float* in = x.data_ptr<float>();
  for (int64_t c = 0; c < r.means; ++c) {
    const auto average = [&](auto f) {
      double sum = 0;
      for (int64_t i = 0; i < r.outer; ++i)
        for (int64_t j = 0; j < r.inner; ++j) sum += f(in[r.at(c, i) + j]);
      return sum / r.count();
    };
    const double mean = average([](double v) { return v; });
    const double var = average([&](double v) { return (v - mean) * (v - mean); });
    for (int64_t i = 0; i < r.outer; ++i)
      for (int64_t j = 0; j < r.inner; ++j)
        y.data_ptr<double>()[r.at(c, i) + j] = (in[r.at(c, i) + j] - mean) / std::sqrt(var + kEps);
  }
  return y;
}

struct Moments {
  double mean, variance;
};

// One walk: the sum and that of the squares.
struct Sums {
  double sum = 0, squares = 0;
};
template <Sums (*sums)(const float*, int64_t)> Moments one_walk(const Runs& r, int64_t c, const float* x) {
  Sums all;
  for (int64_t i = 0; i < r.outer; ++i) {
    const Sums s = sums(x + r.at(c, i), r.inner);
    all.sum += s.sum, all.squares += s.squares;
  }
  const double mean = all.sum / r.count();
  return {mean, std::max(all.squares / r.count() - mean * mean, 0.0)};
}
Sums in_float(const float* x, int64_t n) {
  auto sum = hn::Zero(RowTag<float>()), squares = sum;
  each_vector<float>(n, [&](auto lanes, int64_t j) {
    const auto v = lanes.load(x + j);
    sum = hn::Add(sum, v);
    squares = hn::MulAdd(v, v, squares);
  });
  const auto all = [](auto v) { return hn::GetLane(hn::SumOfLanes(RowTag<float>(), v)); };
  return {all(sum), all(squares)};
}
Sums in_double(const float* x, int64_t n) {
  constexpr int64_t kSums = 8;
  double sum[kSums] = {}, squares[kSums] = {};
  int64_t j = 0;
  for (; j + kSums <= n; j += kSums)
    for (int64_t k = 0; k < kSums; ++k) sum[k] += x[j + k], squares[k] += double(x[j + k]) * x[j + k];
  for (; j < n; ++j) sum[0] += x[j], squares[0] += double(x[j]) * x[j];
  Sums s;
  for (int64_t k = 0; k < kSums; ++k) s.sum += sum[k], s.squares += squares[k];
  return s;
}

// Two walks, each with four sums that do not wait for each other.
template <class F> float four_sums(int64_t n, const F& f) {
  constexpr int64_t L = hn::MaxLanes(RowTag<float>());
  const WholeLanes<float> lanes{{}};
  auto a = hn::Zero(lanes.d), b = a, c = a, d = a;
  int64_t j = 0;
  for (; j + 4 * L <= n; j += 4 * L) {
    a = hn::Add(a, f(lanes, j)), b = hn::Add(b, f(lanes, j + L));
    c = hn::Add(c, f(lanes, j + 2 * L)), d = hn::Add(d, f(lanes, j + 3 * L));
  }
  const float rest = sum_row<float>(n - j, [&](auto some, int64_t k) { return f(some, j + k); });
  return hn::GetLane(hn::SumOfLanes(lanes.d, hn::Add(hn::Add(a, b), hn::Add(c, d)))) + rest;
}
Moments two_walks(const Runs& r, int64_t c, const float* x) {
  const auto average = [&](const auto& f) {
    double sum = 0;
    for (int64_t i = 0; i < r.outer; ++i) {
      const float* run = x + r.at(c, i);
      sum += four_sums(r.inner, [&](auto lanes, int64_t j) { return f(lanes, lanes.load(run + j)); });
    }
    return sum / r.count();
  };
  const double mean = average([](auto, auto v) { return v; });
  return {mean, average([&](auto lanes, auto v) {
            const auto centred = lanes.keep(hn::Sub(v, hn::Set(lanes.d, float(mean))));
            return hn::Mul(centred, centred);
          })};
}

template <Moments (*moments)(const Runs&, int64_t, const float*)>
Tensor by(const Runs& r, const Tensor& x, const Tensor& w, const Tensor& b) {
  const Tensor y = empty_like(x);
  const float* in = x.data_ptr<float>();
  for (int64_t c = 0; c < r.means; ++c) {
    const auto [mean, variance] = moments(r, c, in);
    const float m = float(mean), rstd = float(1 / std::sqrt(variance + kEps));
    // One weight for a channel's run, or one for each element of a row.
    const float *ws = w.data_ptr<float>() + (r.outer > 1 ? c : 0),
                *bs = b.data_ptr<float>() + (r.outer > 1 ? c : 0);
    for (int64_t i = 0; i < r.outer; ++i) {
      const float* from = in + r.at(c, i);
      float* to = y.data_ptr<float>() + r.at(c, i);
      if (r.outer > 1)
        for (int64_t j = 0; j < r.inner; ++j) to[j] = (from[j] - m) * (rstd * ws[0]) + bs[0];
      else
        for (int64_t j = 0; j < r.inner; ++j) to[j] = (from[j] - m) * rstd * ws[j] + bs[j];
    }
  }
  return y;
}

Tensor written_out(const Runs& r, const Tensor& x, const Tensor& w, const Tensor& b) {
  const bool batch = r.outer > 1;
  const std::vector<int64_t> dims = batch ? std::vector<int64_t>{0, 2} : std::vector<int64_t>{1};
  const Tensor centred = x - x.mean(dims, true);
  const Tensor scaled = centred * (centred.square().mean(dims, true) + kEps).rsqrt();
  return batch ? scaled * w.unsqueeze(1) + b.unsqueeze(1) : scaled * w + b;
}

Tensor library(const Runs& r, const Tensor& x, const Tensor& w, const Tensor& b) {
  if (r.outer > 1) return batch_norm(x, w, b, {}, {}, true, 0.1, kEps, false);
  return layer_norm(x, {r.inner}, w, b, kEps);
}

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  struct Case {
    const char* name;
    Runs runs;
    double mean, bound;
  };
  for (const Case& c : {Case{"layer norm, 1024 rows of 256", {1, 1024, 256}, 0, 1e-5},
                        Case{"layer norm, 64 rows of 4096", {1, 64, 4096}, 0, 1e-5},
                        Case{"batch norm, 32 images of 64 at 32 x 32", {32, 64, 1024}, 0, 1e-5},
                        Case{"batch norm, 32 images of 512 at 4 x 4", {32, 512, 16}, 0, 1e-5},
                        Case{"layer norm, mean 30, 1024 rows of 256", {1, 1024, 256}, 30, 1e-3}}) {
    manual_seed(1);
    const Runs& r = c.runs;
    const bool batch = r.outer > 1;
    const Tensor x = (batch ? randn({r.outer, r.means, r.inner}) : randn({r.means, r.inner})) + c.mean;
    const Tensor w = ones({batch ? r.means : r.inner}), b = zeros(w.sizes());
    const auto run = [&](auto form) { return [&, form] { return lab::Results{form(r, x, w, b)}; }; };
    lab::compare(c.name, {exact(r, x)}, c.bound,
                 {{"written out", run(written_out)},
                  {"one walk, sums in float32", run(by<one_walk<in_float>>)},
                  {"one walk, sums in double", run(by<one_walk<in_double>>)},
                  {"two walks, four sums at once", run(by<two_walks>)},
                  {"two walks", run(library)}});
  }
}

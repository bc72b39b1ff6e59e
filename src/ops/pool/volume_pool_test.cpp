// Pooling of volumes, fractional pooling and unpooling against plain loops. LibTorch's figures: test/golden/layers.txt.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// One window along one dimension: the elements inside, and its length with padding.
struct Span {
  std::vector<int64_t> inside;
  int64_t padded = 0;
};
using Spans = std::vector<Span>;

// The numbers of a sample: kernel, stride, padding, dilation of each dimension, ceil_mode, then two more of averages.
Spans windows(const PlainArgs& x, size_t d) {
  const int64_t k = x.i(d), s = x.i(3 + d), p = x.i(6 + d), dilation = x.i(9 + d),
                size = x[0].shape[x[0].shape.size() - 3 + d];
  Spans spans;
  for (int64_t start = -p;; start += s) {
    const int64_t end = start + dilation * (k - 1);
    if (end >= size + p && (x.i(12) == 0 || start >= size || end - (size + p) >= s)) break;
    Span span;
    for (int64_t i = start; i <= end; i += dilation)
      if (i >= 0 && i < size) span.inside.push_back(i);
    span.padded = std::min(start + k, size + p) - start;
    spans.push_back(span);
  }
  return spans;
}
Spans divided(int64_t size, int64_t outputs) {
  Spans spans;
  for (int64_t o = 0; o < outputs; ++o) {
    Span span;
    for (int64_t i = 0; i < size; ++i)
      if ((i + 1) * outputs > o * size && i * outputs < (o + 1) * size) span.inside.push_back(i);
    spans.push_back(span);
  }
  return spans;
}

struct Pooled {
  Plain largest, position, sum, inside, padded;
};
// What windows hold; `spans` gives those of dimension d for a plane.
Pooled pooled(const Plain& in, const std::function<Spans(int64_t plane, size_t d)>& spans) {
  const size_t n = in.shape.size();
  const int64_t h = in.shape[n - 2], w = in.shape[n - 1], volume = in.shape[n - 3] * h * w;
  int64_t planes = 1;
  for (size_t i = 0; i + 3 < n; ++i) planes *= in.shape[i];
  Shape shape = in.shape;
  for (size_t d = 0; d < 3; ++d) shape[n - 3 + d] = static_cast<int64_t>(spans(0, d).size());
  Pooled out{Plain(shape), Plain(shape), Plain(shape), Plain(shape), Plain(shape)};
  int64_t o = 0;
  for (int64_t plane = 0; plane < planes; ++plane)
    for (const Span& a : spans(plane, 0))
      for (const Span& b : spans(plane, 1))
        for (const Span& c : spans(plane, 2)) {
          double most = -std::numeric_limits<double>::infinity();
          int64_t at = (a.inside[0] * h + b.inside[0]) * w + c.inside[0];
          for (int64_t i : a.inside)
            for (int64_t j : b.inside)
              for (int64_t k : c.inside) {
                const double v = in[plane * volume + (i * h + j) * w + k];
                out.sum[o] += v;
                if (v > most || std::isnan(v)) most = v, at = (i * h + j) * w + k;
              }
          out.largest[o] = most;
          out.position[o] = double(at);
          out.inside[o] = double(a.inside.size() * b.inside.size() * c.inside.size());
          out.padded[o] = double(a.padded * b.padded * c.padded);
          ++o;
        }
  return out;
}
Pooled in_windows(const PlainArgs& x) {
  return pooled(x[0], [&](int64_t, size_t d) { return windows(x, d); });
}
Pooled in_parts(const PlainArgs& x) {
  return pooled(x[0], [&](int64_t, size_t d) {
    const int64_t size = x[0].shape[x[0].shape.size() - 3 + d];
    return divided(size, x.i(d) < 0 ? size : x.i(d));
  });
}
Plain over(Plain a, const Plain& b) {
  for (int64_t i = 0; i < a.numel(); ++i) a[i] /= b[i];
  return a;
}

struct Lists {
  int64_t all[12];
  explicit Lists(const Args& x) {
    for (size_t i = 0; i < 12; ++i) all[i] = x.i(i);
  }
  IntArrayRef operator[](size_t i) const { return {all + 3 * i, 3}; }
};

Samples volumes() {
  return {{{{1, 2, 2, 2}}, {2, 1, 2, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0}},
          {{{1, 1, 2, 3, 2}}, {2, 2, 2, 1, 2, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0}},
          {{{2, 3, 5, 4, 6}}, {3, 2, 3, 2, 2, 2, 1, 0, 1, 1, 1, 1, 0, 1, 0}},
          {{{2, 1, 5, 6, 4}}, {2, 2, 2, 3, 3, 3, 1, 1, 0, 1, 1, 1, 1, 0, 0}},
          {{{1, 2, 4, 5, 4}}, {2, 3, 2, 2, 2, 1, 0, 0, 0, 1, 1, 1, 0, 1, 5}},
          {{{0, 1, 4, 4, 4}}, {2, 2, 2, 2, 2, 2, 0, 0, 0, 1, 1, 1, 0, 1, 0}}};
}
Samples dilated() {
  Samples all = volumes();
  all.push_back({{{2, 1, 6, 5, 7}}, {2, 2, 3, 1, 2, 1, 0, 0, 1, 3, 2, 2, 0}});
  Sample nan{{given({1, 1, 2, 3}, {1, std::nan(""), 3, 2, 5, 4})}, {1, 1, 2, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0}};
  nan.args[0].grad = false;
  all.push_back(nan);
  return all;
}
Samples parts() {
  return {{{{1, 3, 2, 2}}, {2, 1, 2}},
          {{{2, 1, 4, 5, 3}}, {3, 2, 2}},
          {{{1, 2, 3, 2, 5}}, {-1, 4, 7}},
          {{{0, 2, 3, 2, 2}}, {2, 2, 2}}};
}

Tensor volume(ScalarType t = kFloat) { return ones({1, 1, 4, 4, 4}, t); }

const OpCases largest([] {
  op_case("max_pool3d",
          [](const Args& x) {
            const Lists l(x);
            return max_pool3d(x[0], l[0], l[1], l[2], l[3], x.i(12) != 0);
          })
      .samples(dilated())
      .reference([](const PlainArgs& x) { return std::vector<Plain>{in_windows(x).largest}; })
      .error(
          [] {
            max_pool3d(ones({4, 4, 4}), 2);
          },
          "max_pool3d: expected an input of 4 or 5 dimensions, got shape [4, 4, 4]")
      .error([] { max_pool3d(volume(kLong), 2); }, "max_pool3d: expected a floating-point input, got int64")
      .error(
          [] {
            max_pool3d(ones({1, 0, 4, 4, 4}), 2);
          },
          "max_pool3d: expected channels and spatial sizes above 0, got shape [1, 0, 4, 4, 4]")
      .error([] { max_pool3d(volume(), 2, 1, 2); },
             "max_pool3d: expected a padding of at most half the kernel size, got [2] for kernel size [2]")
      .error([] { max_pool3d(volume(), 5); },
             "max_pool3d: expected an input that the kernel fits in, got shape [1, 1, 4, 4, 4]")
      .error(
          [] {
            max_pool3d(volume(), {2, 2});
          },
          "max_pool3d: expected a kernel size with 1 or 3 entries, got [2, 2]");
  op_case("max_pool3d_with_indices",
          [](const Args& x) {
            const Lists l(x);
            return max_pool3d_with_indices(x[0], l[0], l[1], l[2], l[3], x.i(12) != 0);
          })
      .samples(dilated())
      .reference([](const PlainArgs& x) {
        const Pooled p = in_windows(x);
        return std::vector<Plain>{p.largest, p.position};
      })
      .gives({Gives::same, Gives::int64})
      .dtypes({kFloat, kDouble});
  op_case("adaptive_max_pool3d",
          [](const Args& x) {
            return adaptive_max_pool3d(x[0], {x.i(0), x.i(1), x.i(2)});
          })
      .samples(parts())
      .reference([](const PlainArgs& x) {
        const Pooled p = in_parts(x);
        return std::vector<Plain>{p.largest, p.position};
      })
      .gives({Gives::same, Gives::int64})
      .dtypes({kFloat, kDouble})
      .error([] { adaptive_max_pool3d(ones({3}), 2); },
             "adaptive_max_pool3d: expected an input of 4 or 5 dimensions, got shape [3]");
});

const OpCases means([] {
  op_case("avg_pool3d",
          [](const Args& x) {
            const Lists l(x);
            const std::optional<int64_t> divisor =
                x.i(14) != 0 ? std::optional<int64_t>(x.i(14)) : std::nullopt;
            return avg_pool3d(x[0], l[0], l[1], l[2], x.i(12) != 0, x.i(13) != 0, divisor);
          })
      .samples(volumes())
      .reference([](const PlainArgs& x) {
        Pooled p = in_windows(x);
        for (double& v : p.inside.values) v = x.i(14) != 0 ? x.d(14) : v;
        return std::vector<Plain>{over(p.sum, x.i(13) != 0 && x.i(14) == 0 ? p.padded : p.inside)};
      })
      .tolerance(4)
      .error(
          [] {
            avg_pool3d(ones({4, 4, 4}), 2);
          },
          "avg_pool3d: expected an input of 4 or 5 dimensions, got shape [4, 4, 4]")
      .error([] { avg_pool3d(volume(), 2, 2, 0, false, true, 0); },
             "avg_pool3d: expected a divisor that is not 0, got 0")
      .error([] { avg_pool3d(volume(), 2, 1, 2); },
             "avg_pool3d: expected a padding of at most half the kernel size, got [2] for kernel size [2]")
      .error([] { avg_pool3d(volume(), 5); },
             "avg_pool3d: expected an input that the kernel fits in, got shape [1, 1, 4, 4, 4]");
  op_case("adaptive_avg_pool3d",
          [](const Args& x) {
            return adaptive_avg_pool3d(x[0], {x.i(0), x.i(1), x.i(2)});
          })
      .samples(parts())
      .reference([](const PlainArgs& x) {
        const Pooled p = in_parts(x);
        return std::vector<Plain>{over(p.sum, p.inside)};
      })
      .tolerance(4)
      .error([] { adaptive_avg_pool3d(volume(kLong), 2); },
             "adaptive_avg_pool3d: expected a floating-point input, got int64");
});

// Windows of fractional pooling; the numbers: kernel sizes, then output sizes. Samples of images are width, height.
Pooled fractional(const PlainArgs& x, size_t dims) {
  Plain in = x[0];
  if (dims == 2) in.shape.insert(in.shape.end() - 2, 1);
  return pooled(in, [&](int64_t plane, size_t d) {
    if (d + dims < 3) return Spans{{{0}, 1}};
    const size_t i = d + dims - 3;
    const int64_t k = x.i(i), outputs = x.i(dims + i), size = in.shape[in.shape.size() - 3 + d];
    const size_t column = dims == 2 ? 1 - i : i;
    const double sample = x[1][plane * static_cast<int64_t>(dims) + static_cast<int64_t>(column)];
    const double gap = outputs > 1 ? double(size - k) / double(outputs - 1) : 0;
    Spans spans;
    for (int64_t o = 0; o < outputs; ++o) {
      const auto first =
          static_cast<int64_t>((double(o) + sample) * gap) - static_cast<int64_t>(sample * gap);
      Span span;
      for (int64_t j = 0; j < k; ++j) span.inside.push_back((o + 1 == outputs ? size - k : first) + j);
      spans.push_back(span);
    }
    return spans;
  });
}
std::vector<Plain> fractional_results(const PlainArgs& x, size_t dims) {
  Pooled p = fractional(x, dims);
  if (dims == 2)
    for (Plain* result : {&p.largest, &p.position}) result->shape.erase(result->shape.end() - 3);
  return {p.largest, p.position};
}

const OpCases fractions([] {
  op_case("fractional_max_pool2d",
          [](const Args& x) {
            return fractional_max_pool2d(x[0], {x.i(0), x.i(1)}, {x.i(2), x.i(3)}, x[1]);
          })
      .sample({{2, 3, 4}, Arg({1, 2, 2}, 0, 0.99).without_grad()}, {2, 1, 2, 3})
      .sample({{2, 3, 7, 8}, Arg({2, 3, 2}, 0, 0.99).without_grad()}, {2, 3, 4, 3})
      .sample({{1, 1, 3, 3}, Arg({1, 1, 2}, 0, 0.99).without_grad()}, {2, 2, 1, 2})
      .reference([](const PlainArgs& x) { return fractional_results(x, 2); })
      .gives({Gives::same, Gives::int64})
      .dtypes({kDouble})
      .error(
          [] {
            fractional_max_pool2d(ones({4, 4}), 2, 2, ones({1, 1, 2}));
          },
          "fractional_max_pool2d: expected an input of 3 or 4 dimensions, got shape [4, 4]")
      .error(
          [] {
            fractional_max_pool2d(ones({1, 4, 4}, kLong), 2, 2, ones({1, 1, 2}));
          },
          "fractional_max_pool2d: expected a floating-point input, got int64")
      .error(
          [] {
            fractional_max_pool2d(ones({1, 4, 4}), 2, 2, ones({1, 1, 3}));
          },
          "fractional_max_pool2d: expected random samples of shape [1, 1, 2], got [1, 1, 3]")
      .error(
          [] {
            fractional_max_pool2d(ones({1, 4, 4}), 2, 2, ones({1, 1, 2}, kDouble));
          },
          "fractional_max_pool2d: expected random samples of dtype float32, got float64")
      .error(
          [] {
            fractional_max_pool2d(ones({1, 4, 4}), 3, 3, zeros({1, 1, 2}));
          },
          "fractional_max_pool2d: expected a size of at least 5 for kernel size [3] and output size [3]");
  op_case("fractional_max_pool3d",
          [](const Args& x) {
            return fractional_max_pool3d(x[0], {x.i(0), x.i(1), x.i(2)}, {x.i(3), x.i(4), x.i(5)}, x[1]);
          })
      .sample({{1, 3, 2, 4}, Arg({1, 1, 3}, 0, 0.99).without_grad()}, {2, 1, 2, 2, 2, 2})
      .sample({{2, 2, 5, 6, 4}, Arg({2, 2, 3}, 0, 0.99).without_grad()}, {2, 3, 1, 3, 3, 2})
      .reference([](const PlainArgs& x) { return fractional_results(x, 3); })
      .gives({Gives::same, Gives::int64})
      .dtypes({kDouble});
});

Arg listed(Shape shape, Numbers values) {
  Arg a = given(std::move(shape), std::move(values));
  a.dtype = kLong;
  return a;
}
std::vector<Plain> put(const PlainArgs& x, size_t dims) {
  Shape shape = x[0].shape;
  int64_t elements = 1, each = 1;
  for (size_t d = 0; d < dims; ++d) {
    each *= shape[shape.size() - dims + d];
    shape[shape.size() - dims + d] = x.i(d);
    elements *= x.i(d);
  }
  Plain y(shape);
  for (int64_t i = 0; i < x[0].numel(); ++i) y[i / each * elements + static_cast<int64_t>(x[1][i])] = x[0][i];
  return {y};
}

const OpCases back([] {
  op_case("max_unpool2d",
          [](const Args& x) {
            return max_unpool2d(x[0], x[1], {x.i(0), x.i(1)});
          })
      .sample({{1, 1, 2}, listed({1, 1, 2}, {3, 0})}, {2, 2})
      .sample({{1, 2, 1, 2}, listed({1, 2, 1, 2}, {5, 1, 0, 4})}, {2, 3})
      .sample({{0, 2, 1, 2}, indices({0, 2, 1, 2}, 0, 1)}, {2, 3})
      .reference([](const PlainArgs& x) { return put(x, 2); })
      .error(
          [] {
            max_unpool2d(ones({2, 2}), zeros({2, 2}, kLong), {2, 2});
          },
          "max_unpool2d: expected an input of 3 or 4 dimensions, got shape [2, 2]")
      .error(
          [] {
            max_unpool2d(ones({1, 2, 2}), zeros({1, 2, 2}, kLong), 2);
          },
          "max_unpool2d: expected 2 output sizes, got [2]")
      .error(
          [] {
            max_unpool2d(ones({1, 2, 2}), zeros({1, 2, 1}, kLong), {2, 2});
          },
          "max_unpool2d: expected indices of shape [1, 2, 2], got [1, 2, 1]")
      .error(
          [] {
            max_unpool2d(ones({1, 2, 2}), zeros({1, 2, 2}), {2, 2});
          },
          "max_unpool2d: expected indices of dtype int64, got float32")
      .error(
          [] {
            max_unpool2d(ones({1, 1, 1}), full({1, 1, 1}, 4, kLong), {2, 2});
          },
          "max_unpool2d: expected indices in [0, 3] for output size [2, 2], got 4");
  op_case("max_unpool3d",
          [](const Args& x) {
            return max_unpool3d(x[0], x[1], {x.i(0), x.i(1), x.i(2)}, 1, 0);
          })
      .sample({{1, 1, 1, 2}, listed({1, 1, 1, 2}, {7, 2})}, {2, 2, 2})
      .sample({{2, 1, 1, 1, 2}, listed({2, 1, 1, 1, 2}, {0, 3, 11, 2})}, {2, 2, 3})
      .reference([](const PlainArgs& x) { return put(x, 3); })
      .error(
          [] {
            max_unpool3d(ones({1, 1, 1, 1}), zeros({1, 1, 1, 1}, kLong), {2, 2, 2}, 0, 0);
          },
          "max_unpool3d: expected a stride of 1 or more, got [0]");
});

}  // namespace
}  // namespace torch::inline rushlight::test

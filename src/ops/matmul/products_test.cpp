// Matrix products of all shapes against plain loops, with their gradients. Speed-dependent paths: matmul_test.cpp.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace rushlight::test {
namespace {

using List = std::vector<Plain>;

// c = beta * c + alpha * a b for one matrix at these offsets.
void add_product(const Plain& a, int64_t at_a, const Plain& b, int64_t at_b, Plain& c, int64_t at_c,
                 int64_t n, int64_t k, int64_t m, double alpha = 1) {
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < m; ++j)
      for (int64_t l = 0; l < k; ++l)
        c[at_c + i * m + j] += alpha * a[at_a + i * k + l] * b[at_b + l * m + j];
}
Plain product(const Plain& a, const Plain& b, Shape shape, int64_t n, int64_t k, int64_t m,
              double alpha = 1) {
  Plain c(std::move(shape));
  add_product(a, 0, b, 0, c, 0, n, k, m, alpha);
  return c;
}
// beta * self, broadcast over rows, plus c.
Plain plus(Plain c, const Plain& self, double beta) {
  for (int64_t k = 0; k < c.numel(); ++k) c[k] += beta * self[k % self.numel()];
  return c;
}
Plain batched(const Plain& a, const Plain& b, double alpha) {
  const int64_t n = a.shape[1], k = a.shape[2], m = b.shape[2];
  Plain c({a.shape[0], n, m});
  for (int64_t s = 0; s < a.shape[0]; ++s)
    add_product(a, s * n * k, b, s * k * m, c, s * n * m, n, k, m, alpha);
  return c;
}

const OpCases cases([] {
  op_case("mm", [](const Args& x) { return mm(x[0], x[1]); })
      .sample({{2, 3}, {3, 4}})
      .sample({{1, 1}, {1, 1}})
      .sample({{0, 3}, {3, 2}})
      .sample({{2, 0}, {0, 3}})
      .sample({{17, 33}, {33, 9}})
      .sample({{65, 31}, {31, 16}})
      .reference([](const PlainArgs& x) {
        const int64_t n = x[0].shape[0], k = x[0].shape[1], m = x[1].shape[1];
        return List{product(x[0], x[1], {n, m}, n, k, m)};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            mm(ones({2, 3}), ones({2, 3}));
          },
          "mm: expected");
  op_case("mv", [](const Args& x) { return mv(x[0], x[1]); })
      .sample({{2, 3}, {3}})
      .sample({{17, 33}, {33}})
      .reference([](const PlainArgs& x) {
        return List{product(x[0], x[1], {x[0].shape[0]}, x[0].shape[0], x[0].shape[1], 1)};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            mv(ones({2, 3}), ones({2}));
          },
          "expected");
  op_case("dot", [](const Args& x) { return dot(x[0], x[1]); })
      .sample({{3}, {3}})
      .sample({{0}, {0}})
      .sample({{65}, {65}})
      .reference([](const PlainArgs& x) { return List{product(x[0], x[1], {}, 1, x[0].numel(), 1)}; })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error([] { dot(ones({2}), ones({3})); }, "dot: expected");
  const OpCase::Reference pairs = [](const PlainArgs& x) {
    const int64_t n = x[0].numel(), m = x[1].numel();
    return List{product(x[0], x[1], {n, m}, n, 1, m)};
  };
  op_case("outer", [](const Args& x) { return outer(x[0], x[1]); })
      .sample({{3}, {2}})
      .sample({{17}, {9}})
      .reference(pairs)
      .dtypes({kFloat, kDouble})
      .error(
          [] {
            outer(ones({2, 2}), ones({3}));
          },
          "expected");
  op_case("ger", [](const Args& x) { return ger(x[0], x[1]); })
      .sample({{3}, {2}})
      .reference(pairs)
      .dtypes({kFloat, kDouble});
  op_case("bmm", [](const Args& x) { return bmm(x[0], x[1]); })
      .sample({{2, 1, 3}, {2, 3, 2}})
      .sample({{3, 9, 8}, {3, 8, 17}})
      .sample({{0, 2, 3}, {0, 3, 2}})
      .reference([](const PlainArgs& x) { return List{batched(x[0], x[1], 1)}; })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            bmm(ones({2, 2, 3}), ones({3, 3, 2}));
          },
          "bmm: expected");
  op_case("addmm", [](const Args& x) { return addmm(x[0], x[1], x[2], 0.5, 2); })
      .sample({{2, 4}, {2, 3}, {3, 4}})
      .sample({{4}, {2, 3}, {3, 4}})
      .reference([](const PlainArgs& x) {
        return List{plus(product(x[1], x[2], {2, 4}, 2, 3, 4, 2), x[0], 0.5)};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .inplace([](Tensor& self, const Args& x) { self.addmm_(x[1], x[2], 0.5, 2); });
  op_case("addmv", [](const Args& x) { return addmv(x[0], x[1], x[2], 0.5, 2); })
      .sample({{2}, {2, 3}, {3}})
      .reference(
          [](const PlainArgs& x) { return List{plus(product(x[1], x[2], {2}, 2, 3, 1, 2), x[0], 0.5)}; })
      .dtypes({kFloat, kDouble})
      .tolerance(8);
  op_case("addr", [](const Args& x) { return addr(x[0], x[1], x[2], 0.5, 2); })
      .sample({{2, 3}, {2}, {3}})
      .reference([](const PlainArgs& x) {
        return List{plus(product(x[1], x[2], {2, 3}, 2, 1, 3, 2), x[0], 0.5)};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(8);
  op_case("baddbmm", [](const Args& x) { return baddbmm(x[0], x[1], x[2], 0.5, 2); })
      .sample({{2, 1, 2}, {2, 1, 3}, {2, 3, 2}})
      .sample({{2}, {2, 1, 3}, {2, 3, 2}})
      .reference([](const PlainArgs& x) { return List{plus(batched(x[1], x[2], 2), x[0], 0.5)}; })
      .dtypes({kFloat, kDouble})
      .tolerance(8);
  op_case("matmul", [](const Args& x) { return matmul(x[0], x[1]); })
      .sample({{3}, {3}})
      .sample({{2, 3}, {3}})
      .sample({{2, 3}, {3, 2}})
      .sample({{2, 1, 3}, {3, 2}})
      .reference([](const PlainArgs& x) {
        const int64_t m = x[1].dim() == 2 ? x[1].shape[1] : 1, n = x[0].numel() / 3;
        Shape shape(x[0].shape.begin(), x[0].shape.end() - 1);
        if (x[1].dim() == 2) shape.push_back(m);
        return List{product(x[0], x[1], shape, n, 3, m)};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            matmul(ones({2, 3}), ones({2}));
          },
          "expected");
  op_case("linear", [](const Args& x) { return linear(x[0], x[1], x[2]); })
      .sample({{2, 3}, {4, 3}, {4}})
      .sample({{2, 2, 3}, {1, 3}, {1}})
      .sample({{3}, {4, 3}, {4}})
      .sample({{33, 17}, {9, 17}, {9}})
      .reference([](const PlainArgs& x) {
        const int64_t k = x[1].shape[1], m = x[1].shape[0];
        const Plain turned = rearranged(x[1], {k, m}, [](const Shape& i) { return Shape{i[1], i[0]}; });
        Shape shape = x[0].shape;
        shape.back() = m;
        return List{plus(product(x[0], turned, shape, x[0].numel() / k, k, m), x[2], 1)};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            linear(ones({2, 3}), ones({4, 2}));
          },
          "linear: expected");
});

}  // namespace
}  // namespace rushlight::test

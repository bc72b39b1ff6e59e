// Triangles, diagonals, distances, norms and functions of matrices against plain loops, and all calls that LibTorch answered.
#include <gtest/gtest.h>

#include "golden/calls/linalg_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"
#include "ops/linalg/linalg_reference.h"
#include "rushlight/linalg.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using List = std::vector<Plain>;
const std::vector<ScalarType> kReal{kFloat, kDouble};

OpCase::Reference triangle(bool upper) {
  return [upper](const PlainArgs& x) {
    Plain out = x[0];
    const int64_t m = out.shape[out.shape.size() - 2], n = out.shape.back();
    for (int64_t i = 0; i < out.numel(); ++i) {
      const int64_t above = i % n - i / n % m;
      if (upper ? above < x.i(0) : above > x.i(0)) out[i] = 0;
    }
    return List{out};
  };
}

// p-norm of a row of a minus a row of b.
double distance(const Plain& a, int64_t i, const Plain& b, int64_t j, double p) {
  const int64_t n = a.shape.back();
  double sum = 0, most = 0;
  for (int64_t k = 0; k < n; ++k) {
    const double d = std::fabs(a[i * n + k] - b[j * n + k]);
    sum += p == 0 ? d != 0 : std::pow(d, p);
    most = std::max(most, d);
  }
  return std::isinf(p) ? most : p == 0 ? sum : std::pow(sum, 1 / p);
}

Plain exponential(const Plain& a) {
  Plain sum = unit(a.shape[0]), term = sum;
  for (int i = 1; i < 80; ++i) {
    term = times(term, a);
    for (double& v : term.values) v /= i;
    for (int64_t k = 0; k < sum.numel(); ++k) sum[k] += term[k];
  }
  return sum;
}

const OpCases cases([] {
  const auto triangles = [](OpCase& c, bool upper) {
    c.sample({{3, 3}}, {0})
        .sample({{2, 3, 2}}, {1})
        .sample({{3, 5}}, {-1})
        .sample({{33, 17}}, {9})
        .sample({{0, 3}}, {0})
        .sample({{2, 2}}, {-7})
        .sample({{2, 2}}, {7})
        .reference(triangle(upper))
        .integers(true);
  };
  triangles(op_case("tril", [](const Args& x) { return tril(x[0], x.i(0)); })
                .inplace([](Tensor& self, const Args& x) { self.tril_(x.i(0)); }),
            false);
  triangles(op_case("triu", [](const Args& x) { return triu(x[0], x.i(0)); })
                .inplace([](Tensor& self, const Args& x) { self.triu_(x.i(0)); })
                .error([] { triu(ones({3})); }, "triu: expected a matrix or a batch of them, got shape [3]"),
            true);
  op_case("diag_embed", [](const Args& x) { return diag_embed(x[0], x.i(0)); })
      .sample({{3}}, {0})
      .sample({{2, 3}}, {1})
      .sample({{2, 2}}, {-2})
      .sample({{0}}, {1})
      .reference([](const PlainArgs& x) {
        const int64_t n = x[0].shape.back(), k = x.i(0), side = n + std::abs(k);
        Shape shape = x[0].shape;
        shape.back() = side;
        shape.push_back(side);
        Plain out(shape);
        for (int64_t i = 0; i < x[0].numel(); ++i) {
          const int64_t d = i % n;
          out[i / n * side * side + (d + (k < 0 ? -k : 0)) * side + d + (k > 0 ? k : 0)] = x[0][i];
        }
        return List{out};
      })
      .integers(true)
      .error([] { diag_embed(ones({2}), 0, 1, 1); },
             "diag_embed: expected two different dimensions, got 1 and 1");
  op_case("diag", [](const Args& x) { return diag(x[0], x.i(0)); })
      .sample({{3, 4}}, {1})
      .sample({{3, 4}}, {-2})
      .reference([](const PlainArgs& x) {
        Plain out(Shape{x.i(0) > 0 ? 3 : 1});
        for (int64_t i = 0; i < out.numel(); ++i)
          out[i] = x.i(0) > 0 ? x[0][i * 4 + i + 1] : x[0][(i + 2) * 4 + i];
        return List{out};
      })
      .integers(true)
      .error(
          [] {
            diag(ones({2, 2, 2}));
          },
          "diag: expected a vector or a matrix, got shape [2, 2, 2]");
  op_case("block_diag",
          [](const Args& x) {
            return block_diag({x[0], x[1]});
          })
      .sample({{2, 1}, {3}})
      .reference([](const PlainArgs& x) {
        return List{Plain({3, 4}, {x[0][0], 0, 0, 0, x[0][1], 0, 0, 0, 0, x[1][0], x[1][1], x[1][2]})};
      })
      .integers()
      .error(
          [] {
            block_diag({ones({2, 2, 2})});
          },
          "block_diag: expected tensors of at most 2 dimensions, got shape [2, 2, 2]");
  op_case("cdist", [](const Args& x) { return cdist(x[0], x[1], x.d(0)); })
      .sample({{2, 3}, {3, 3}}, {2})
      .sample({{2, 3}, {3, 3}}, {1})
      .sample({{2, 3}, {3, 3}}, {3})
      .sample({{2, 3}, {3, 3}}, {1.5})
      .sample({{2, 2}, {2, 2}}, {INFINITY})
      .sample({{2, 2}, {2, 2}}, {0})
      .sample({{9, 65}, {7, 65}}, {2})
      .sample({{0, 3}, {2, 3}}, {2})
      .reference([](const PlainArgs& x) {
        Plain out({x[0].shape[0], x[1].shape[0]});
        for (int64_t i = 0; i < out.numel(); ++i)
          out[i] = distance(x[0], i / out.shape[1], x[1], i % out.shape[1], x.d(0));
        return List{out};
      })
      .dtypes(kReal)
      .tolerance(16)
      .error(
          [] {
            cdist(ones({2, 3}), ones({2, 2}));
          },
          "cdist: expected rows of one length, got shapes [2, 3] and [2, 2]")
      .error(
          [] {
            cdist(ones({2, 3}), ones({2, 3}), -1);
          },
          "cdist: expected p that is not negative, got -1");
  op_case("pdist", [](const Args& x) { return pdist(x[0], x.d(0)); })
      .sample({{4, 3}}, {2})
      .sample({{3, 2}}, {1})
      .sample({{1, 2}}, {2})
      .reference([](const PlainArgs& x) {
        Plain out(Shape{x[0].shape[0] * (x[0].shape[0] - 1) / 2});
        for (int64_t i = 0, at = 0; i < x[0].shape[0]; ++i)
          for (int64_t j = i + 1; j < x[0].shape[0]; ++j) out[at++] = distance(x[0], i, x[0], j, x.d(0));
        return List{out};
      })
      .dtypes(kReal)
      .tolerance(16)
      .error([] { pdist(ones({3})); }, "pdist: expected a matrix, got shape [3]");
  op_case("linalg_matrix_exp", [](const Args& x) { return linalg_matrix_exp(x[0]); })
      .sample({{1, 1}})
      .sample({{3, 3}})
      .sample({{2, 2, 2}})
      .sample({Arg({5, 5}, -6, 6)})
      .reference([](const PlainArgs& x) { return List{each_matrix(x[0], exponential)}; })
      .dtypes(kReal)
      .tolerance(400)
      .error(
          [] {
            linalg_matrix_exp(ones({2, 3}));
          },
          "linalg_matrix_exp: expected square matrices, got shape [2, 3]");
  op_case("linalg_matrix_power", [](const Args& x) { return linalg_matrix_power(x[0], x.i(0)); })
      .sample({{2, 2}}, {1})
      .sample({{3, 3}}, {5})
      .sample({given({2, 2}, {2, 1, 0, 1})}, {-2})
      .reference([](const PlainArgs& x) {
        Plain base = x.i(0) < 0 ? eliminated(x[0], unit(2)) : x[0], out = base;
        for (int64_t i = 1; i < std::abs(x.i(0)); ++i) out = times(out, base);
        return List{out};
      })
      .dtypes(kReal)
      .tolerance(64);
  op_case("linalg_multi_dot",
          [](const Args& x) {
            return linalg_multi_dot({x[0], x[1], x[2]});
          })
      .sample({{2, 3}, {3, 1}, {1, 2}})
      .reference([](const PlainArgs& x) { return List{times(times(x[0], x[1]), x[2])}; })
      .dtypes(kReal)
      .tolerance(16)
      .error(
          [] {
            linalg_multi_dot({ones({2, 3}), ones({2, 3})});
          },
          "linalg_multi_dot: expected matrices with inner sizes that agree, got shapes [2, 3] and [2, 3]");
  op_case("linalg_cross", [](const Args& x) { return linalg_cross(x[0], x[1]); })
      .sample({{3}, {3}})
      .sample({{2, 3}, {1, 3}})
      .reference([](const PlainArgs& x) {
        Plain out(x[0].shape);
        const int64_t other = x[1].numel() / 3;
        for (int64_t i = 0; i < out.numel(); ++i) {
          const int64_t r = i / 3 * 3, q = i / 3 % other * 3, j = (i + 1) % 3, k = (i + 2) % 3;
          out[i] = x[0][r + j] * x[1][q + k] - x[0][r + k] * x[1][q + j];
        }
        return List{out};
      })
      .tolerance(8)
      .error([] { linalg_cross(ones({4}), ones({4})); },
             "linalg_cross: expected 3 elements in dimension -1, got shapes [4] and [4]")
      .error([] { cross(ones({2}), ones({2})); }, "cross: expected a dimension of 3 elements, got shape [2]");
  op_case("linalg_vander", [](const Args& x) { return linalg_vander(x[0], 3); })
      .sample({{4}})
      .sample({{2, 2}})
      .reference([](const PlainArgs& x) {
        Shape shape = x[0].shape;
        shape.push_back(3);
        Plain out(shape);
        for (int64_t i = 0; i < out.numel(); ++i) out[i] = std::pow(x[0][i / 3], static_cast<double>(i % 3));
        return List{out};
      })
      .dtypes(kReal)
      .tolerance(4);
  op_case("linalg_matrix_norm", [](const Args& x) { return linalg_matrix_norm(x[0], x.d(0)); })
      .sample({{3, 2}}, {2})
      .sample({{3, 2}}, {-2})
      .sample({{3, 2}}, {1})
      .sample({{3, 2}}, {INFINITY})
      .reference([](const PlainArgs& x) {
        const Numbers s = singular_values(x[0]);
        if (std::fabs(x.d(0)) == 2) return List{Plain({}, {x.d(0) > 0 ? s.front() : s.back()})};
        double rows[3] = {}, columns[2] = {};
        for (int64_t i = 0; i < 6; ++i)
          rows[i / 2] += std::fabs(x[0][i]), columns[i % 2] += std::fabs(x[0][i]);
        return List{Plain(
            {}, {x.d(0) == 1 ? *std::max_element(columns, columns + 2) : *std::max_element(rows, rows + 3)})};
      })
      .dtypes(kReal)
      .tolerance(64)
      .error(
          [] {
            linalg_matrix_norm(ones({2, 2}), 3);
          },
          "linalg_matrix_norm: expected order 1, -1, 2, -2, inf, -inf, fro or nuc, got 3")
      .error(
          [] {
            linalg_matrix_norm(ones({2, 2}), 1, {0, 0});
          },
          "linalg_matrix_norm: expected two different dimensions, got [0, 0]")
      .error([] { linalg_vector_norm(ones({2}, kLong)); },
             "linalg_vector_norm: expected a floating-point tensor, got int64")
      .error(
          [] {
            linalg_norm(ones({2, 2, 2}), 1);
          },
          "linalg_norm: expected a vector or a matrix where ord is given and dim is not");
  // Sums, views and other names of the above; their values are among the calls that LibTorch answered.
  covered({"linalg_norm", "linalg_vector_norm", "nuclear_norm", "frobenius_norm", "norm_except_dim",
           "linalg_cond", "matrix_power", "matrix_exp", "chain_matmul", "linalg_matmul", "linalg_vecdot",
           "cross", "vander", "diagflat", "tril_indices", "triu_indices", "linalg_diagonal"});
});

TEST(Linalg, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::linalg(lines);
  calls::expect_calls("linalg", lines);
}

TEST(Linalg, NamespaceNamesTheSameFunctions) {
  const Tensor a = tensor({{4., 1.}, {1., 3.}}), b = ones({2});
  EXPECT_TRUE(equal(linalg::solve(a, b), linalg_solve(a, b)));
  EXPECT_TRUE(equal(linalg::svdvals(a), linalg_svdvals(a)));
  EXPECT_TRUE(equal(linalg::norm(a, 2, std::nullopt, false, std::nullopt), linalg_norm(a, 2)));
  EXPECT_TRUE(equal(linalg::multi_dot({a, a, b}), linalg_multi_dot({a, a, b})));
}

}  // namespace
}  // namespace torch::inline rushlight::test

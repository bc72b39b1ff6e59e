// tensordot, einsum, kron and their like against plain loops; more equations are among the calls that LibTorch answered
// (src/ops/linalg/functions_test.cpp).
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using List = std::vector<Plain>;
const std::vector<ScalarType> kProducts{kFloat, kDouble, kLong};

const OpCases cases([] {
  op_case("einsum",
          [](const Args& x) {
            return einsum("bij,kj->bki", {x[0], x[1]});
          })
      .sample({{2, 3, 1}, {2, 1}})
      .sample({{2, 2, 2}, {3, 2}})
      .sample({{5, 7, 9}, {4, 9}})
      .sample({{0, 2, 3}, {2, 3}})
      .reference([](const PlainArgs& x) {
        const int64_t n = x[0].shape[0], rows = x[0].shape[1], k = x[0].shape[2], m = x[1].shape[0];
        Plain out({n, m, rows});
        for (int64_t b = 0; b < n; ++b)
          for (int64_t o = 0; o < m; ++o)
            for (int64_t i = 0; i < rows; ++i)
              for (int64_t j = 0; j < k; ++j)
                out[(b * m + o) * rows + i] += x[0][(b * rows + i) * k + j] * x[1][o * k + j];
        return List{out};
      })
      .dtypes(kProducts)
      .tolerance(8)
      .error(
          [] {
            einsum("ij,jk", {ones({2, 2})});
          },
          "einsum: expected 2 tensors for equation ij,jk, got 1")
      .error(
          [] {
            einsum("ij->ik", {ones({2, 2})});
          },
          "einsum: expected output labels that some tensor has, got k")
      .error(
          [] {
            einsum("ij->ii", {ones({2, 2})});
          },
          "einsum: expected each output label once, got i twice")
      .error(
          [] {
            einsum("ij,jk", {ones({2, 2}), ones({3, 3})});
          },
          "einsum: expected sizes that agree for each label, got 2 and 3")
      .error(
          [] {
            einsum("ijk", {ones({2, 2})});
          },
          "einsum: expected 3 dimensions of tensor 0, got shape [2, 2]")
      .error(
          [] {
            einsum("i1", {ones({2, 2})});
          },
          "einsum: expected letters, '...', ',' and '->', got '1' in i1")
      .error(
          [] {
            einsum("ii", {ones({2, 3})});
          },
          "einsum: expected equal sizes for a label that one tensor has twice, got 2 and 3");
  op_case("einsum three",
          [](const Args& x) {
            return einsum("ii,ij,...j->...", {x[0], x[1], x[2]});
          })
      .sample({{2, 2}, {2, 3}, {2, 3}})
      .reference([](const PlainArgs& x) {
        Plain out({2});
        for (int64_t o = 0; o < 2; ++o)
          for (int64_t i = 0; i < 2; ++i)
            for (int64_t j = 0; j < 3; ++j) out[o] += x[0][i * 3] * x[1][i * 3 + j] * x[2][o * 3 + j];
        return List{out};
      })
      .dtypes(kProducts)
      .tolerance(8);
  op_case("tensordot",
          [](const Args& x) {
            return tensordot(x[0], x[1], {0, 2}, {1, 0});
          })
      .sample({{2, 3, 2}, {2, 2, 1}})
      .reference([](const PlainArgs& x) {
        Plain out({3, 1});
        for (int64_t i = 0; i < 2; ++i)
          for (int64_t o = 0; o < 3; ++o)
            for (int64_t k = 0; k < 2; ++k) out[o] += x[0][(i * 3 + o) * 2 + k] * x[1][k * 2 + i];
        return List{out};
      })
      .dtypes(kProducts)
      .tolerance(8)
      .error(
          [] {
            tensordot(ones({2, 3}), ones({2, 3}), {1}, {0});
          },
          "tensordot: expected equal sizes in dimensions 1 of self and 0 of other, got shapes [2, 3] and [2, "
          "3]")
      .error(
          [] {
            tensordot(ones({2, 3}), ones({2, 3}), {1}, {0, 1});
          },
          "tensordot: expected as many dimensions of self as of other, got [1] and [0, 1]")
      .error([] { tensordot(ones({2}), ones({2}), {1}, {0}); },
             "tensordot: expected a dimension in [-1, 0], got 1")
      .error(
          [] {
            tensordot(ones({2, 2}), ones({2, 2}), {0, 0}, {0, 1});
          },
          "tensordot: expected each dimension once");
  op_case("inner", [](const Args& x) { return inner(x[0], x[1]); })
      .sample({{2, 3}, {2, 3}})
      .sample({{3}, {3}})
      .reference([](const PlainArgs& x) {
        Shape shape(x[0].shape.begin(), x[0].shape.end() - 1);
        shape.insert(shape.end(), x[1].shape.begin(), x[1].shape.end() - 1);
        Plain out(shape);
        const int64_t m = x[1].numel() / 3;
        for (int64_t i = 0; i < out.numel(); ++i)
          for (int64_t k = 0; k < 3; ++k) out[i] += x[0][i / m * 3 + k] * x[1][i % m * 3 + k];
        return List{out};
      })
      .dtypes(kProducts)
      .tolerance(8)
      .error(
          [] {
            inner(ones({2, 3}), ones({2}));
          },
          "inner: expected last dimensions of one size, got shapes [2, 3] and [2]");
  op_case("vdot", [](const Args& x) { return vdot(x[0], x[1]); })
      .sample({{3}, {3}})
      .reference([](const PlainArgs& x) {
        return List{Plain({}, {x[0][0] * x[1][0] + x[0][1] * x[1][1] + x[0][2] * x[1][2]})};
      })
      .dtypes(kProducts)
      .tolerance(8)
      .error(
          [] {
            vdot(ones({2, 2}), ones({2, 2}));
          },
          "vdot: expected two vectors of one length, got shapes [2, 2] and [2, 2]");
  op_case("kron", [](const Args& x) { return kron(x[0], x[1]); })
      .sample({{2, 2}, {1, 3}})
      .sample({{2}, {2, 2}})
      .reference([](const PlainArgs& x) {
        const int64_t n = x[0].dim() == 2 ? x[0].shape[0] : 1, m = x[0].shape.back();
        const int64_t p = x[1].shape[0], q = x[1].shape[1];
        Plain out({n * p, m * q});
        for (int64_t i = 0; i < n * p; ++i)
          for (int64_t j = 0; j < m * q; ++j)
            out[i * m * q + j] = x[0][i / p * m + j / q] * x[1][i % p * q + j % q];
        return List{out};
      })
      .dtypes(kProducts)
      .tolerance(4);
  op_case("addbmm", [](const Args& x) { return addbmm(x[0], x[1], x[2], 0.5, 2); })
      .sample({{2, 2}, {2, 2, 1}, {2, 1, 2}})
      .reference([](const PlainArgs& x) {
        Plain out = x[0];
        for (int64_t i = 0; i < 4; ++i)
          out[i] = 0.5 * out[i] + 2 * (x[1][i / 2] * x[2][i % 2] + x[1][2 + i / 2] * x[2][2 + i % 2]);
        return List{out};
      })
      .inplace([](Tensor& self, const Args& x) { self.addbmm_(x[1], x[2], 0.5, 2); })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            addbmm(ones({2, 2}), ones({2, 2, 1}), ones({3, 1, 2}));
          },
          "addbmm: expected two batches of matrices");
});

}  // namespace
}  // namespace torch::inline rushlight::test

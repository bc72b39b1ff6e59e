// The matrix product against plain loops in a wider type, within the bound of gemm.h: every operand layout, odd sizes around
// the tile, epilogues, batches.
#include "cpu/gemm/gemm.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

template <class T> std::vector<T> random_values(int64_t count, std::mt19937& random, double low = -1) {
  std::uniform_real_distribution<double> uniform(low, 1);
  std::vector<T> v(static_cast<size_t>(count));
  for (T& x : v) x = static_cast<T>(uniform(random));
  return v;
}

enum class Layout { kRows, kColumns, kStrided };

struct Case {
  int64_t m, n, k;
  Layout a = Layout::kRows, b = Layout::kRows;
  double alpha = 1, beta = 0;
  bool column_bias = false, row_bias = false;
  bool tight = false;  // nothing lies between the rows of C
  int64_t batch = 1;
  bool one_b = false;   // the batch shares B
  bool packed = false;  // B is packed before
  bool addend = false;  // beta counts for another matrix than C
  double low = -1;      // values are from here to 1
  int64_t below = 0;    // rows of a packed B that the product leaves out
};

// An operand of `rows` x `cols`: memory, strides, distance of its copies in a batch.
template <class T> struct Operand {
  std::vector<T> data;
  int64_t row, col, step;
  Operand(int64_t rows, int64_t cols, Layout layout, int64_t batch, std::mt19937& random, double low) {
    row = layout == Layout::kRows ? cols + 3 : layout == Layout::kColumns ? 1 : 2 * cols + 1;
    col = layout == Layout::kRows ? 1 : layout == Layout::kColumns ? rows + 1 : 2;
    step = rows * row + cols * col;
    data = random_values<T>(step * batch, random, low);
  }
};

template <class T> void check(const Case& t) {
  using Exact = std::conditional_t<std::is_same_v<T, float>, double, long double>;
  SCOPED_TRACE(::testing::Message() << t.m << "x" << t.n << "x" << t.k << " layouts " << int(t.a) << int(t.b)
                                    << " alpha " << t.alpha << " beta " << t.beta << " bias " << t.column_bias
                                    << t.row_bias << " tight " << t.tight << " batch " << t.batch);
  std::mt19937 random(7);
  Operand<T> a(t.m, t.k, t.a, t.batch, random, t.low), b(t.k + t.below, t.n, t.b, t.batch, random, t.low),
      c(t.m, t.n, Layout::kRows, t.batch, random, t.low);
  if (t.tight) c.row = t.n, c.step = t.m * t.n;
  const auto column_bias = random_values<T>(t.n, random), row_bias = random_values<T>(t.m, random);
  if (t.one_b) b.step = 0;
  std::vector<T> addend;
  if (t.addend) addend = c.data;
  if (t.beta == 0 || t.addend)
    c.data.assign(c.data.size(), std::numeric_limits<T>::quiet_NaN());  // must not be read
  const std::vector<T> before = c.data;

  GemmArgs g{.m = t.m,
             .n = t.n,
             .k = t.k,
             .a = a.data.data(),
             .a_row = a.row,
             .a_col = a.col,
             .b = b.data.data(),
             .b_row = b.row,
             .b_col = b.col,
             .c = c.data.data(),
             .c_row = c.row,
             .alpha = t.alpha,
             .beta = t.beta,
             .addend = t.addend ? addend.data() : nullptr,
             .addend_row = c.row,
             .column_bias = t.column_bias ? column_bias.data() : nullptr,
             .row_bias = t.row_bias ? row_bias.data() : nullptr,
             .batch = t.batch,
             .a_batch = a.step,
             .b_batch = b.step,
             .c_batch = c.step};
  const GemmKernels& kernels = cpu_kernels<GemmKernels>();
  std::vector<T> packed(t.packed ? static_cast<size_t>(kernels.packed_size(t.n, t.k + t.below)) : 0);
  if (t.packed) {
    g.k = g.b_depth = t.k + t.below;
    if constexpr (std::is_same_v<T, float>) kernels.pack_b_f32(g, packed.data());
    else kernels.pack_b_f64(g, packed.data());
    g.k = t.k;
    g.b = packed.data();
    g.b_packed = true;
  }
  (std::is_same_v<T, float> ? kernels.f32 : kernels.f64)(g);

  int64_t wrong = 0;
  for (int64_t s = 0; s < t.batch; ++s)
    for (int64_t i = 0; i < t.m; ++i)
      for (int64_t j = 0; j < c.row; ++j) {
        const int64_t at = s * c.step + i * c.row + j;
        if (j >= t.n) {  // memory between the rows of C stays as it was
          const bool same = c.data[at] == before[at] || (std::isnan(c.data[at]) && std::isnan(before[at]));
          if (!same && wrong++ < 3) ADD_FAILURE() << "wrote past row " << i << " at " << j;
          continue;
        }
        Exact sum = 0;
        double size = 0;
        const auto add = [&](Exact term) { sum += term, size += std::abs(static_cast<double>(term)); };
        const T* row = a.data.data() + s * a.step + i * a.row;
        const T* column = b.data.data() + s * b.step + j * b.col;
        for (int64_t p = 0; p < t.k; ++p) add(Exact(row[p * a.col]) * Exact(column[p * b.row]));
        sum *= t.alpha, size *= std::abs(t.alpha);
        if (t.beta != 0) add(Exact(t.beta) * Exact(t.addend ? addend[at] : before[at]));
        if (t.column_bias) add(column_bias[j]);
        if (t.row_bias) add(row_bias[i]);
        const double bound = gemm_units(t.k) * test::kUnit<T> * size;
        if (!(std::abs(sum - c.data[at]) <= bound) && wrong++ < 3)
          ADD_FAILURE() << "(" << i << ", " << j << ") of product " << s << ": expected " << sum << ", got "
                        << c.data[at] << ", more than " << bound << " apart";
      }
  EXPECT_EQ(wrong, 0);
}

void check_all(const Case& t) {
  test::each_isa([&] {
    check<float>(t);
    check<double>(t);
  });
}

TEST(Gemm, EveryLayoutAtOddSizes) {
  for (int64_t m : {1, 2, 5, 6, 13, 14, 15, 29})
    for (int64_t n : {1, 3, 8, 10, 15, 16, 17, 31, 33, 70})
      for (int64_t k : {1, 2, 7, 16, 33}) check_all({m, n, k, Layout((m + k) % 3), Layout((n + k) % 3)});
}
TEST(Gemm, EveryPairOfLayouts) {
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) {
      check_all({37, 45, 51, Layout(a), Layout(b)});
      check_all({1, 45, 51, Layout(a), Layout(b)});
      check_all({37, 1, 51, Layout(a), Layout(b)});
      check_all({64, 10, 784, Layout(a), Layout(b)});
      check_all({130, 600, 70, Layout(a), Layout(b)});
    }
}
TEST(Gemm, AlphaBetaAndBiases) {
  for (int64_t m : {1, 3, 20})
    for (int64_t n : {1, 5, 64, 67})
      for (double alpha : {1.0, -0.5})
        for (double beta : {0.0, 1.0, 0.25})
          for (int bits = 0; bits < 8; ++bits)
            check_all({m, n, 19, Layout::kRows, Layout::kRows, alpha, beta, (bits & 1) != 0, (bits & 2) != 0,
                       (bits & 4) != 0});
}
// Both operands along the depth, as in dots.h: rows and columns beyond its tiles, depths with a rest and of several pieces.
TEST(Gemm, FewRows) {
  for (int64_t m : {2, 3, 4, 5, 7, 8, 9})
    for (int64_t n : {2, 4, 16, 17, 35})
      for (int64_t k : {64, 131, 1100}) {
        check_all({m, n, k, Layout::kRows, Layout::kColumns});
        check_all({m, n, k, Layout::kRows, Layout::kColumns, 2, 0.5, true, true, true});
      }
}
TEST(Gemm, SeveralPassesOverTheDepth) {
  check_all({20, 70, 2000, Layout::kRows, Layout::kRows, 2, 0.5, true, true, true});
  check_all({200, 3, 1537, Layout::kColumns, Layout::kColumns, 1, 0, true, false, true});
}
// Where partial sums only grow, so do rounding errors.
TEST(Gemm, ValuesOfOneSign) {
  for (int64_t m : {1, 3, 20})
    for (int64_t n : {1, 40, 70})
      for (int64_t k : {5, 40, 300, 3000}) {
        check_all({.m = m, .n = n, .k = k, .low = 0});
        check_all({.m = m, .n = n, .k = k, .b = Layout::kColumns, .beta = 1, .column_bias = true, .low = 0});
      }
}
TEST(Gemm, SeveralBlocksOfRowsAndColumns) {
  check_all({700, 70, 300, Layout::kColumns, Layout::kColumns, 1, 1});
  check_all({30, 4200, 17, Layout::kStrided, Layout::kStrided, 1, 0, true});
}
// Short rows, and sums that stay in registers.
TEST(Gemm, VectorsOfFewColumns) {
  for (int64_t n : {1, 2, 4, 7, 8, 9, 15, 16, 17, 31})
    for (int64_t k : {1, 2, 9, 16, 33, 300})
      for (bool bias : {false, true}) {
        check_all({.m = n, .n = 1, .k = k, .column_bias = bias, .row_bias = bias, .tight = true});
        check_all({.m = 1, .n = n, .k = k, .column_bias = bias, .row_bias = bias, .tight = true});
        check_all({.m = 1, .n = n, .k = k, .b = Layout::kColumns, .column_bias = bias});
      }
}
TEST(Gemm, EmptyDepthGivesBetaCAndBias) {
  check_all({5, 7, 0, Layout::kRows, Layout::kRows, 1, 0.5, true, true, false});
  check_all({50, 70, 0, Layout::kRows, Layout::kRows, 1, 0, true});
  check_all({1, 7, 0});
  check_all({0, 7, 3});
  check_all({7, 0, 3});
}
TEST(Gemm, Batches) {
  check_all({5, 7, 9, Layout::kRows, Layout::kColumns, 1, 0, true, true, false, 6});
  check_all({33, 17, 40, Layout::kColumns, Layout::kRows, 1, 1, false, false, false, 3, true});
  check_all({1, 17, 40, Layout::kRows, Layout::kRows, 1, 0, false, false, false, 3});
  check_all({4, 4, 4, Layout::kRows, Layout::kRows, 1, 0, false, false, false, 0});
}
TEST(Gemm, AddendApart) {
  for (int64_t m : {1, 3, 20, 32})
    for (int64_t n : {1, 5, 64, 67})
      for (int64_t k : {3, 40, 1300})
        for (double beta : {0.0, 1.0, 0.25})
          check_all({.m = m, .n = n, .k = k, .beta = beta, .column_bias = k == 40, .addend = true});
  check_all({.m = 33, .n = 17, .k = 40, .beta = 1, .batch = 3, .addend = true});
}
TEST(Gemm, FactorPackedBefore) {
  for (Layout layout : {Layout::kRows, Layout::kColumns, Layout::kStrided})
    for (int64_t m : {1, 5, 14, 40})
      for (int64_t n : {1, 16, 37, 70})
        for (int64_t k : {0, 3, 40, 1300})
          check_all({.m = m, .n = n, .k = k, .b = layout, .beta = m == 5 ? 1.0 : 0.0, .packed = true});
  for (int64_t k : {1, 40, 700}) check_all({.m = 20, .n = 37, .k = k, .packed = true, .below = 9});
}
TEST(Gemm, ThreadsAgreeWithOneThread) {
  const int before = get_num_threads();
  for (int threads : {2, 3, 5}) {
    set_num_threads(threads);
    check_all({301, 257, 100, Layout::kRows, Layout::kColumns, 1, 1, true, true, true});
    check_all({20, 3000, 130, Layout::kColumns, Layout::kRows, 1, 0, true, true, true});
    check_all({160, 130, 120, Layout::kRows, Layout::kRows, 1, 0, false, false, false, 2});
    check_all({40, 30, 20, Layout::kRows, Layout::kRows, 1, 0, false, false, false, 64});
    check_all(
        {.m = 150, .n = 300, .k = 700, .b = Layout::kColumns, .beta = 1, .packed = true, .addend = true});
  }
  set_num_threads(before);
}

}  // namespace
}  // namespace torch::inline rushlight

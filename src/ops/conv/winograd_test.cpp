// Winograd's convolution against a direct sum in double, with every instruction set: values of all three passes, the bound on
// its error, threads, NaN; and that convolution uses it, and stays within its bound, where conv_choice.cpp says so.
#include "ops/conv/winograd.h"

#include <algorithm>
#include <cmath>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"
#include "ops/conv/conv_op.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::different;
using test::rms_error;

struct Layer {
  int64_t n, c, h, w, oc, kernel, pad_h, pad_w, groups = 1;
  int64_t in() const { return c / groups; }  // channels of a group
  int64_t out() const { return oc / groups; }
  int64_t oh() const { return h + 2 * pad_h + 1 - kernel; }
  int64_t ow() const { return w + 2 * pad_w + 1 - kernel; }
  ConvWindow window() const { return {.pad_h = pad_h, .pad_w = pad_w, .groups = groups}; }
};

// The three results of one layer, or what they should be.
template <class T> struct Results {
  Array<T> out, grad_in, grad_weight;
  explicit Results(const Layer& l)
      : out({l.n, l.oc, l.oh(), l.ow()}),
        grad_in({l.n, l.c, l.h, l.w}),
        grad_weight({l.oc, l.in(), l.kernel, l.kernel}) {}
};

struct Operands {
  Array<float> in, weight, grad, bias, in_bias;
  explicit Operands(const Layer& l, double low = -1)
      : in({l.n, l.c, l.h, l.w}),
        weight({l.oc, l.in(), l.kernel, l.kernel}),
        grad({l.n, l.oc, l.oh(), l.ow()}),
        bias({l.oc}),
        in_bias({l.c}) {
    in.random(1, low), weight.random(2), grad.random(3), bias.random(4), in_bias.random(5);
  }
};

// Where a tap `a` of the window is inside the image: results [first, last) of `count`.
struct Inside {
  int64_t first, last;
  Inside(int64_t a, int64_t pad, int64_t size, int64_t count)
      : first(std::max<int64_t>(0, pad - a)), last(std::min(count, size + pad - a)) {}
};
// All products, one after the other, summed up in T.
template <class T> void direct(const Layer& l, const Operands& x, Results<T>& to) {
  const int64_t oh = l.oh(), ow = l.ow(), k = l.kernel;
  for (int64_t o = 0; o < to.out.count(); ++o) to.out.at(o) = x.bias.at(o / (oh * ow) % l.oc);
  for (int64_t plane = 0; plane < l.n * l.oc; ++plane)
    for (int64_t f = 0; f < l.in() * k * k; ++f) {
      const int64_t channel = plane % l.oc, c = f / (k * k), a = f / k % k, b = f % k,
                    w = channel * l.in() * k * k + f;
      const int64_t from = plane / l.oc * l.c + channel / l.out() * l.in() + c;
      const Inside rows(a, l.pad_h, l.h, oh), columns(b, l.pad_w, l.w, ow);
      const T weight = x.weight.at(w);
      T of_weight = to.grad_weight.at(w);
      for (int64_t y = rows.first; y < rows.last; ++y)
        for (int64_t z = columns.first; z < columns.last; ++z) {
          const int64_t o = (plane * oh + y) * ow + z,
                        i = (from * l.h + y - l.pad_h + a) * l.w + z - l.pad_w + b;
          to.out.at(o) += T(x.in.at(i)) * weight;
          to.grad_in.at(i) += T(x.grad.at(o)) * weight;
          of_weight += T(x.grad.at(o)) * T(x.in.at(i));
        }
      to.grad_weight.at(w) = of_weight;
    }
  for (int64_t i = 0; i < to.grad_in.count(); ++i) to.grad_in.at(i) += T(x.in_bias.at(i / (l.h * l.w) % l.c));
}

void winograd(const Layer& l, Operands& x, Results<float>& to) {
  to.out.random(6), to.grad_in.random(7), to.grad_weight.random(8);
  const WinogradKernels& kernels = cpu_kernels<WinogradKernels>();
  ASSERT_TRUE(winograd_fits(l.window(), l.kernel, l.kernel));
  kernels.forward(l.window(), x.in, x.weight, x.bias, to.out);
  kernels.grad_in(l.window(), x.grad, x.weight, x.in_bias, to.grad_in);
  kernels.grad_weight(l.window(), x.grad, x.in, to.grad_weight);
}

// The passes as the operators call them.
void as_chosen(const Layer& l, Operands& x, Results<float>& to) {
  conv_forward(l.window(), x.in, x.weight, x.bias, to.out);
  conv_grad_input(l.window(), x.grad, x.weight, x.in_bias, to.grad_in);
  conv_grad_weight(l.window(), x.grad, x.in, to.grad_weight);
}

std::string name_of(const Layer& l) {
  std::string name;
  for (int64_t i : {l.n, l.c, l.h, l.w, l.oc, l.kernel, l.pad_h, l.pad_w, l.groups})
    name += std::to_string(i) + " ";
  return name;
}

// What an element may be off: its error is in proportion to the root of the number of products.
double tolerance(int64_t products) { return 1e-5 + 2e-6 * std::sqrt(static_cast<double>(products)); }

void check(const Layer& l, const Results<float>& got, const Results<double>& want) {
  const int64_t taps = l.kernel * l.kernel;
  test::expect_near(got.out, want.out, tolerance(l.in() * taps));
  test::expect_near(got.grad_in, want.grad_in, tolerance(l.out() * taps));
  test::expect_near(got.grad_weight, want.grad_weight, tolerance(l.n * l.oh() * l.ow()));
}

// Odd sizes, one image, one channel, channels around the widths of vectors and panels, paddings of all sizes.
const Layer kLayers[] = {
    {1, 1, 3, 3, 1, 3, 0, 0},     {1, 1, 5, 5, 1, 5, 0, 0},      {1, 2, 4, 4, 3, 3, 1, 1},
    {2, 3, 9, 11, 5, 3, 1, 0},    {1, 5, 7, 13, 8, 3, 0, 2},     {3, 8, 8, 8, 9, 3, 2, 2},
    {1, 16, 14, 14, 17, 3, 1, 1}, {2, 31, 6, 5, 33, 3, 1, 1},    {1, 33, 28, 7, 31, 3, 1, 1},
    {5, 70, 4, 4, 65, 3, 1, 1},   {1, 17, 3, 90, 20, 3, 1, 1},   {2, 12, 2, 1, 40, 3, 1, 1},
    {2, 3, 9, 11, 5, 5, 2, 0},    {1, 5, 7, 13, 8, 5, 0, 2},     {3, 8, 8, 8, 9, 5, 4, 3},
    {2, 32, 14, 14, 34, 5, 2, 2}, {1, 66, 6, 9, 7, 5, 1, 2},     {40, 6, 12, 12, 4, 3, 1, 1},
    {0, 4, 6, 6, 4, 3, 1, 1},     {1, 1, 2, 2, 1, 2, 0, 0},      {2, 9, 11, 8, 17, 2, 1, 0},
    {1, 3, 4, 4, 2, 4, 0, 0},     {2, 20, 9, 10, 33, 4, 2, 3},   {2, 12, 9, 8, 18, 3, 1, 1, 3},
    {1, 6, 7, 12, 4, 2, 0, 1, 2}, {2, 64, 8, 9, 68, 5, 2, 1, 2},
};

TEST(Winograd, ValuesAndGradients) {
  for (const Layer& l : kLayers) {
    SCOPED_TRACE(name_of(l));
    Operands x(l);
    Results<double> want(l);
    direct(l, x, want);
    test::each_isa([&] {
      Results<float> got(l);
      winograd(l, x, got);
      check(l, got, want);
    });
  }
}

// As many tiles as do not go through at once.
TEST(Winograd, ManyTiles) {
  const Layer l{4, 24, 130, 130, 20, 3, 1, 1};
  Operands x(l);
  Results<double> want(l);
  direct(l, x, want);
  Results<float> got(l);
  winograd(l, x, got);
  check(l, got, want);
}

// Errors of the three results as multiples of those of the direct form in float32.
struct Errors {
  double out, grad_in, grad_weight;
};
// Calls use(errors) of the forms that are chosen, for values around zero and for such as relu leaves, with every instruction set.
template <class Use> void each_error(const Layer& l, const Use& use) {
  for (double low : {-1., 0.}) {
    SCOPED_TRACE(::testing::Message() << name_of(l) << "from " << low);
    Operands x(l, low);
    Results<double> exact(l);
    Results<float> plain(l);
    direct(l, x, exact);
    direct(l, x, plain);
    test::each_isa([&] {
      Results<float> got(l);
      as_chosen(l, x, got);
      use(Errors{
          rms_error(got.out, exact.out) / rms_error(plain.out, exact.out),
          rms_error(got.grad_in, exact.grad_in) / rms_error(plain.grad_in, exact.grad_in),
          rms_error(got.grad_weight, exact.grad_weight) / rms_error(plain.grad_weight, exact.grad_weight)});
    });
  }
}

// The bound that winograd.h states: usual layers, and such as are at the limits of winograd_is_accurate or beyond them, with
// images of the size of the window and few products.
TEST(Winograd, ErrorStaysWithinTheBound) {
  const Layer layers[] = {
      {2, 8, 16, 16, 16, 3, 1, 1},  {2, 16, 16, 16, 16, 3, 1, 1}, {1, 64, 16, 16, 64, 3, 1, 1},
      {4, 160, 8, 8, 160, 3, 1, 1}, {2, 8, 16, 16, 16, 5, 2, 2},  {2, 32, 14, 14, 32, 5, 2, 2},
      {2, 24, 16, 16, 24, 2, 1, 1}, {2, 64, 15, 15, 64, 2, 0, 0}, {2, 8, 16, 16, 16, 4, 1, 1},
      {2, 48, 15, 15, 48, 4, 2, 2}, {11, 24, 4, 4, 24, 2, 1, 1},  {11, 96, 4, 4, 96, 2, 1, 1},
      {17, 24, 7, 7, 24, 2, 0, 0},  {29, 8, 5, 5, 16, 3, 0, 0},   {29, 16, 5, 5, 8, 3, 0, 0},
      {17, 8, 4, 4, 16, 3, 1, 1},   {11, 24, 4, 4, 24, 4, 2, 2},  {3, 24, 6, 6, 24, 5, 4, 4},
      {65, 12, 6, 6, 12, 5, 0, 0},  {3, 32, 2, 9, 32, 5, 2, 2},   {2, 14, 7, 9, 16, 5, 1, 1}};
  for (const Layer& l : layers)
    each_error(l, [](const Errors& e) {
      EXPECT_LE(e.out, kWinogradError);
      EXPECT_LE(e.grad_in, kWinogradError);
      EXPECT_LE(e.grad_weight, kWinogradError);
    });
}
// The longer the sums, the better: what winograd.h and docs/performance.md say of 64 and of 512 channels.
TEST(Winograd, ErrorFallsWithChannels) {
  each_error({1, 64, 12, 12, 64, 3, 1, 1}, [](const Errors& e) {
    EXPECT_LE(e.out, 2.5);
    EXPECT_LE(e.grad_in, 2.5);
  });
  each_error({1, 512, 8, 8, 16, 3, 1, 1}, [](const Errors& e) { EXPECT_LE(e.out, 1); });
  each_error({1, 16, 8, 8, 512, 3, 1, 1}, [](const Errors& e) { EXPECT_LE(e.grad_in, 1); });
}

// One reaches the results of the tiles that read it, of every channel, and no others.
TEST(Winograd, NanAndInfinitySpreadOverTheirTiles) {
  constexpr int64_t kRow = 17, kColumn = 20;
  for (int64_t kernel : {2, 3, 4, 5})
    for (float v : {std::nanf(""), HUGE_VALF}) {
      const Layer l{1, 8, 40, 40, 16, kernel, 1, 1};
      const int64_t step = 7 - kernel;
      Operands x(l);
      x.in.at((3 * l.h + kRow) * l.w + kColumn) = v;
      // The first and the last of a tile's six inputs go into its first and its last result only.
      const auto reached = [&](int64_t result, int64_t at) {
        const int64_t place = at - (result / step * step - l.pad_h);
        return (place > 0 && place < 5) || (place == 0 && result % step == 0) ||
               (place == 5 && result % step == step - 1);
      };
      test::each_isa([&] {
        Results<float> got(l);
        winograd(l, x, got);
        for (int64_t i = 0; i < got.out.count(); ++i) {
          const int64_t row = i / l.ow() % l.oh(), column = i % l.ow();
          ASSERT_EQ(!std::isfinite(got.out.at(i)), reached(row, kRow) && reached(column, kColumn))
              << "kernel " << kernel << " at " << row << ", " << column;
        }
      });
    }
}

TEST(Winograd, ResultsDoNotDependOnThreads) {
  const int before = get_num_threads();
  for (const Layer& l : {Layer{8, 20, 33, 30, 40, 3, 1, 1}, Layer{4, 33, 20, 21, 70, 5, 2, 2},
                         Layer{16, 16, 40, 41, 16, 3, 1, 1}}) {
    Operands x(l);
    Results<float> one(l), more(l);
    set_num_threads(1);
    winograd(l, x, one);
    for (int threads : {2, 3, 8, 17}) {
      set_num_threads(threads);
      winograd(l, x, more);
      for (int64_t i = 0; i < one.out.count(); ++i) ASSERT_EQ(one.out.at(i), more.out.at(i));
      for (int64_t i = 0; i < one.grad_in.count(); ++i) ASSERT_EQ(one.grad_in.at(i), more.grad_in.at(i));
      for (int64_t i = 0; i < one.grad_weight.count(); ++i)
        ASSERT_EQ(one.grad_weight.at(i), more.grad_weight.at(i));
    }
  }
  set_num_threads(before);
}

// Convolution as the operators call it: Winograd's results where it is chosen, those of other forms when it is off.
TEST(Winograd, IsChosenUnlessSwitchedOff) {
  const Layer l{2, 32, 16, 16, 32, 3, 1, 1};
  Operands x(l);
  Results<float> want(l), got(l), off(l);
  winograd(l, x, want);
  const bool before = winograd_enabled();
  set_winograd_enabled(true);
  as_chosen(l, x, got);
  set_winograd_enabled(false);
  as_chosen(l, x, off);
  set_winograd_enabled(before);
  EXPECT_EQ(different(got.out, want.out), 0);
  EXPECT_EQ(different(got.grad_in, want.grad_in), 0);
  EXPECT_EQ(different(got.grad_weight, want.grad_weight), 0);
  EXPECT_GT(different(off.out, want.out), 0);
  EXPECT_GT(different(off.grad_in, want.grad_in), 0);
  EXPECT_GT(different(off.grad_weight, want.grad_weight), 0);
}

TEST(Winograd, FitsItsWindowsOnly) {
  EXPECT_TRUE(winograd_fits({.pad_h = 2, .pad_w = 2}, 3, 3));
  EXPECT_TRUE(winograd_fits({.pad_h = 4, .pad_w = 0}, 5, 5));
  EXPECT_FALSE(winograd_fits({.pad_h = 3, .pad_w = 3}, 3, 3));
  EXPECT_FALSE(winograd_fits({}, 3, 5));
  EXPECT_FALSE(winograd_fits({}, 7, 7));
  EXPECT_FALSE(winograd_fits({.stride_h = 2, .stride_w = 2}, 3, 3));
  EXPECT_FALSE(winograd_fits({.dilation_w = 2}, 3, 3));
  EXPECT_TRUE(winograd_fits({.groups = 2}, 2, 2));
  EXPECT_FALSE(winograd_fits({}, 1, 1));
  EXPECT_FALSE(winograd_fits({.dims = 1}, 1, 3));
}

}  // namespace
}  // namespace torch::inline rushlight

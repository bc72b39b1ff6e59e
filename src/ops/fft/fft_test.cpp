// Fourier transforms against their definition, their inverses, and derivatives through the harness, which sees complex
// tensors as pairs of real numbers. Lengths and numbers of lines: lines_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using Z = std::complex<double>;

template <class F> std::string message(F f) {
  try {
    f();
  } catch (const Error& e) { return e.what_without_backtrace(); }
  return "no error";
}

Arg pairs(Shape shape) {
  shape.push_back(2);
  return Arg(std::move(shape));
}
Tensor joined(const Tensor& pairs) { return view_as_complex(pairs.contiguous()); }

// The definition, along dimension 0 or 1 of a matrix of pairs. Numbers: dim, sign, scale.
std::vector<Plain> by_definition(const PlainArgs& x) {
  const int64_t rows = x[0].shape[0], columns = x[0].shape[1], d = x.i(0), n = d == 0 ? rows : columns;
  Plain out(x[0].shape);
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c) {
      Z total = 0;
      for (int64_t j = 0; j < n; ++j) {
        const int64_t at = 2 * (d == 0 ? j * columns + c : r * columns + j);
        const double k = static_cast<double>(j * (d == 0 ? r : c) % n) / static_cast<double>(n);
        total += Z(x[0][at], x[0][at + 1]) * std::exp(Z(0, x.d(1) * 2 * std::numbers::pi * k));
      }
      total *= x.d(2);
      out[2 * (r * columns + c)] = total.real();
      out[2 * (r * columns + c) + 1] = total.imag();
    }
  return {out};
}

const OpCases cases([] {
  op_case("fft", [](const Args& x) { return view_as_real(fft::fft(joined(x[0]), {}, x.i(0))); })
      .sample({pairs({2, 3})}, {1, -1, 1})
      .sample({pairs({3, 2})}, {0, -1, 1})
      .sample({pairs({5, 64})}, {1, -1, 1})
      .sample({pairs({31, 7})}, {0, -1, 1})
      .sample({pairs({1, 1})}, {1, -1, 1})
      .reference(by_definition)
      .dtypes({kFloat, kDouble})
      .tolerance(64)
      .error([] { fft::fft(ones({2}), 0); }, "fft: expected a length of at least 1, got 0")
      .error([] { fft::fft(ones({2}), 2, 1); }, "fft: expected a dimension in [-1, 0], got 1")
      .error([] { fft::fft(ones({2}), {}, -1, "both"); },
             "fft: expected the norm \"backward\", \"forward\" or \"ortho\", got \"both\"")
      .error([] { fft::fft(ones({})); },
             "fft: expected a tensor of one or more dimensions, got a 0-dim tensor")
      .error([] { fft::fft(ones({2}, kHalf)); },
             "fft: expected float32, float64, complex or integers, got float16");
  op_case("ifft", [](const Args& x) { return view_as_real(fft::ifft(joined(x[0]), {}, x.i(0))); })
      .sample({pairs({2, 3})}, {1, 1, 1.0 / 3})
      .sample({pairs({8, 3})}, {0, 1, 1.0 / 8})
      .reference(by_definition)
      .dtypes({kFloat, kDouble})
      .tolerance(16);
  op_case("rfft", [](const Args& x) { return view_as_real(fft::rfft(x[0], x.i(0))); })
      .sample({{5}}, {5})
      .sample({{2, 6}}, {6})
      .sample({{2, 3}}, {4})
      .sample({{2, 6}}, {3})
      .reference([](const PlainArgs& x) {
        const int64_t n = x.i(0), have = x[0].shape.back(), half = n / 2 + 1;
        Plain out;
        out.shape = x[0].shape;
        out.shape.back() = half;
        out.shape.push_back(2);
        for (int64_t r = 0; r < x[0].numel() / have; ++r)
          for (int64_t k = 0; k < half; ++k) {
            Z total = 0;
            for (int64_t j = 0; j < std::min(n, have); ++j)
              total +=
                  x[0][r * have + j] *
                  std::exp(Z(0, -2 * std::numbers::pi * static_cast<double>(j * k) / static_cast<double>(n)));
            out.values.insert(out.values.end(), {total.real(), total.imag()});
          }
        return std::vector<Plain>{out};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(16)
      .error([] { fft::rfft(ones({2}, kComplexFloat)); }, "rfft: expected a real tensor, got complex64")
      .error([] { fft::fft2(ones({2})); }, "fft2: expected at most 1 lengths, got 2")
      .error(
          [] {
            fft::fftn(ones({2, 2}), IntArrayRef({2}), IntArrayRef({0, 1}));
          },
          "fftn: expected as many lengths as dimensions, got [2] for [0, 1]")
      .error(
          [] {
            fft::fftn(ones({2, 2}), {}, IntArrayRef({0, -2}));
          },
          "fftn: expected each dimension once, got [0, -2]")
      .error([] { fft::rfft(ones({2}, kHalf)); },
             "rfft: expected float32, float64, complex or integers, got float16")
      .error([] { fft::irfft(ones({1})); }, "irfft: expected a length of at least 1, got 0");
  op_case("irfft", [](const Args& x) { return fft::irfft(joined(x[0]), x.i(0)); })
      .sample({pairs({3})}, {5})
      .sample({pairs({3})}, {4})
      .sample({pairs({9, 4})}, {6})
      .sample({pairs({2, 3})}, {7})
      .sample({pairs({1})}, {1})
      .reference([](const PlainArgs& x) {
        const int64_t n = x.i(0), half = n / 2 + 1, have = x[0].shape[x[0].shape.size() - 2];
        Plain out;
        out.shape = x[0].shape;
        out.shape.pop_back();
        out.shape.back() = n;
        for (int64_t r = 0; r < x[0].numel() / have / 2; ++r)
          for (int64_t j = 0; j < n; ++j) {
            double total = 0;
            for (int64_t k = 0; k < std::min(half, have); ++k) {
              const int64_t at = 2 * (r * have + k);
              const double angle = 2 * std::numbers::pi * static_cast<double>(j * k) / static_cast<double>(n);
              const double both = k == 0 || 2 * k == n ? 1 : 2;
              total += both * (x[0][at] * std::cos(angle) - x[0][at + 1] * std::sin(angle));
            }
            out.values.push_back(total / static_cast<double>(n));
          }
        return std::vector<Plain>{out};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(32);
  covered({"hfft", "ihfft", "fftn", "ifftn", "rfftn", "irfftn", "hfftn", "ihfftn", "fft2", "ifft2", "rfft2",
           "irfft2", "hfft2", "ihfft2", "fftfreq", "rfftfreq", "fftshift", "ifftshift"});
});

TEST(Fft, InversesGiveBackTheInput) {
  manual_seed(0);
  const Tensor x = randn({4, 5, 6}, kDouble), z = randn({4, 5, 6}, kComplexDouble);
  for (const char* norm : {"backward", "forward", "ortho"}) {
    EXPECT_TRUE(allclose(fft::ifft(fft::fft(z, {}, 1, norm), {}, 1, norm), z)) << norm;
    EXPECT_TRUE(allclose(fft::irfft(fft::rfft(x, {}, 1, norm), 5, 1, norm), x)) << norm;
    EXPECT_TRUE(allclose(fft::hfft(fft::ihfft(x, {}, 2, norm), 6, 2, norm), x)) << norm;
    EXPECT_TRUE(allclose(fft::ifftn(fft::fftn(z, {}, {}, norm), {}, {}, norm), z)) << norm;
    EXPECT_TRUE(allclose(fft::ifft2(fft::fft2(z, {}, {-2, -1}, norm), {}, {-2, -1}, norm), z)) << norm;
    EXPECT_TRUE(allclose(fft::irfftn(fft::rfftn(x, {}, {}, norm), x.sizes(), {}, norm), x)) << norm;
    EXPECT_TRUE(allclose(fft::irfft2(fft::rfft2(x, {}, {0, 1}, norm), IntArrayRef({4, 5}), {0, 1}, norm), x))
        << norm;
    EXPECT_TRUE(allclose(fft::hfftn(fft::ihfftn(x, {}, {}, norm), x.sizes(), {}, norm), x)) << norm;
    EXPECT_TRUE(allclose(fft::hfft2(fft::ihfft2(x, {}, {0, 1}, norm), IntArrayRef({4, 5}), {0, 1}, norm), x))
        << norm;
  }
}

TEST(Fft, HalvesAgreeWithTheWhole) {
  manual_seed(1);
  const Tensor x = randn({3, 7}, kDouble);
  EXPECT_TRUE(allclose(fft::rfft(x), fft::fft(x).narrow(1, 0, 4)));
  EXPECT_TRUE(allclose(fft::ihfft(x), fft::ifft(x).narrow(1, 0, 4)));
  EXPECT_TRUE(allclose(fft::rfft(x, 10), fft::fft(x, 10).narrow(1, 0, 6)));
}

TEST(Fft, GradientsOfHalves) {
  const TensorOptions options = TensorOptions(kDouble).requires_grad(true);
  using Tensors = std::vector<Tensor>;
  for (int64_t n : {1, 2, 5, 6}) {
    const Tensor half = randn({2, n / 2 + 1, 3, 2}, options), whole = randn({2, n, 3}, options);
    const auto back = [&](const Tensors& in) { return Tensors{fft::irfft(joined(in[0]), n, 1)}; };
    const auto forth = [&](const Tensors& in) { return Tensors{fft::hfft(joined(in[0]), n, 1)}; };
    const auto halved = [&](const Tensors& in) { return Tensors{view_as_real(fft::ihfft(in[0], n, 1))}; };
    const auto full = [&](const Tensors& in) { return Tensors{view_as_real(fft::fft(in[0], n, 1))}; };
    for (const auto& [f, x] : {std::pair<std::function<Tensors(const Tensors&)>, Tensor>{back, half},
                               {forth, half},
                               {full, whole},
                               {halved, whole}}) {
      EXPECT_EQ(autograd::gradcheck(f, {x}), "") << n;
      EXPECT_EQ(autograd::gradgradcheck(f, {x}), "") << n;
    }
  }
}

TEST(Fft, FrequenciesAndShifts) {
  EXPECT_TRUE(allclose(fft::fftfreq(5, 0.5), tensor({0.0, 0.4, 0.8, -0.8, -0.4})));
  EXPECT_TRUE(allclose(fft::fftfreq(4), tensor({0.0, 0.25, -0.5, -0.25})));
  EXPECT_TRUE(allclose(fft::rfftfreq(5, 0.5), tensor({0.0, 0.4, 0.8})));
  EXPECT_TRUE(equal(fft::fftshift(arange(5)), tensor({3, 4, 0, 1, 2})));
  EXPECT_TRUE(equal(fft::ifftshift(fft::fftshift(arange(5))), arange(5)));
  EXPECT_TRUE(equal(fft::fftshift(arange(6).view({2, 3}), 0), tensor({{3, 4, 5}, {0, 1, 2}})));
}

}  // namespace
}  // namespace torch::inline rushlight::test

// Fourier transforms of lines of many lengths, in all ways in which lines can lie in memory and be dealt out to lanes and
// threads, against the definition in double, within the bound of transform.h.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <thread>
#include <vector>

#include "harness/each_isa.h"
#include "ops/fft/transform.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

// (cos, sin) of 2 pi j k / n for all j and k.
std::pair<Tensor, Tensor> turns(int64_t n) {
  const Tensor k = arange(n, kLong);
  const Tensor angle = (k.unsqueeze(0) * k.unsqueeze(1)).remainder(n).to(kDouble) *
                       (2 * std::numbers::pi / static_cast<double>(n));
  return {angle.cos(), angle.sin()};
}

// The transform of the rows of z, in double.
Tensor by_definition(const Tensor& z) {
  const auto [c, s] = turns(z.size(1));
  const Tensor re = real(z).to(kDouble), im = imag(z).to(kDouble);
  return complex(re.mm(c) + im.mm(s), im.mm(c) - re.mm(s));
}

// Length of the difference by the length of what is expected.
double error_of(const Tensor& got, const Tensor& expected) {
  const Tensor difference = view_as_real(got.to(kComplexDouble) - expected);
  return (difference.norm() / view_as_real(expected).norm()).item<double>();
}

constexpr int64_t kLengths[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10,  12,  14,  15,  16,  22,
                                25, 30, 31, 49, 62, 64, 77, 97, 98, 100, 121, 128, 250, 512, 729};

TEST(FftLines, AgreeWithTheDefinitionForEveryNumberOfLines) {
  manual_seed(2);
  each_isa([] {
    for (int64_t n : kLengths)
      for (int64_t lines : {1, 2, 7, 8, 19}) {
        const Tensor z = randn({lines, n}, kComplexDouble), all = by_definition(z);
        const Tensor x = real(z).contiguous(), whole = by_definition(complex(x, zeros_like(x))),
                     half = whole.narrow(1, 0, n / 2 + 1);
        for (ScalarType t : {kFloat, kDouble}) {
          const double tolerance = fft_error(t, n);
          SCOPED_TRACE(std::to_string(lines) + " lines of " + std::to_string(n));
          const ScalarType c = toComplexType(t);
          EXPECT_LT(error_of(fft::fft(z.to(c)), all), tolerance);
          EXPECT_LT(error_of(fft::fft(z.t().to(c).contiguous(), {}, 0).t(), all), tolerance);
          EXPECT_LT(error_of(fft::ifft(all.to(c)), z), tolerance);
          EXPECT_LT(error_of(fft::fft(x.to(t)), whole), tolerance);
          EXPECT_LT(error_of(fft::rfft(x.to(t)), half), tolerance);
          EXPECT_LT(error_of(fft::rfft(x.t().to(t).contiguous(), {}, 0).t(), half), tolerance);
          EXPECT_LT((fft::irfft(half.to(c), n) - x).norm().item<double>(),
                    tolerance * x.norm().item<double>());
          EXPECT_LT((fft::irfft(half.t().to(c).contiguous(), n, 0).t() - x).norm().item<double>(),
                    tolerance * x.norm().item<double>());
        }
      }
  });
}

// Between rows and lines that lie side by side: the lines of a vector are in different blocks.
TEST(FftLines, MiddleDimensions) {
  manual_seed(3);
  for (int64_t inner : {2, 3, 8, 11, 24}) {
    const Tensor z = randn({5, 12, inner}, kComplexFloat);
    const Tensor rows = z.transpose(1, 2).reshape({-1, 12});
    const auto back = [&](const Tensor& t) { return t.view({5, inner, -1}).transpose(1, 2); };
    EXPECT_LT(error_of(fft::fft(z, {}, 1), back(by_definition(rows))), fft_error(kFloat, 12)) << inner;
    const Tensor x = real(z).contiguous(), half = fft::rfft(x, {}, 1);
    EXPECT_LT(
        error_of(
            half,
            back(by_definition(complex(real(rows), zeros_like(real(rows)))).narrow(1, 0, 7).contiguous())),
        fft_error(kFloat, 12))
        << inner;
    EXPECT_TRUE(allclose(fft::irfft(half, 12, 1), x, 1e-5, 1e-6)) << inner;
  }
}

TEST(FftLines, TablesOfLongLinesKeepTheDigitsOfFloat) {
  manual_seed(4);
  each_isa([] {
    for (int64_t n : {4096, 4095, 32768, 1 << 17, 509, 1021, 2 * 3001}) {
      const Tensor z = randn({3, n}, kComplexFloat);
      EXPECT_LT(error_of(fft::fft(z), fft::fft(z.to(kComplexDouble))), 2.5e-7) << n;
      EXPECT_LT(error_of(fft::rfft(real(z)), fft::rfft(real(z).to(kDouble))), 2.5e-7) << n;
    }
  });
}

// Values k of the transform of one line, by the definition in double.
Tensor values_of(const Tensor& line, const Tensor& places) {
  const int64_t n = line.numel();
  const Tensor re = real(line), im = imag(line);
  std::vector<Tensor> values;
  for (int64_t i = 0; i < places.numel(); ++i) {
    const Tensor angle = (arange(n, kLong) * places[i]).remainder(n).to(kDouble) *
                         (2 * std::numbers::pi / static_cast<double>(n));
    const Tensor c = angle.cos(), s = angle.sin();
    values.push_back(complex((re * c + im * s).sum(), (im * c - re * s).sum()));
  }
  return stack(values);
}

// Such lines are transformed as matrices, of which these lengths have square and long ones, and factors small and large.
TEST(FftLines, LongLinesAgreeWithTheDefinition) {
  manual_seed(8);
  for (int64_t n : {256, 508, 511, 1024, 1250, 2310, 59049, 97 * 101, 250 * 509, 1 << 16, 1000000}) {
    SCOPED_TRACE(std::to_string(n));
    const Tensor z = randn({n}, kComplexDouble), x = real(z).contiguous();
    const Tensor places = randint(0, n / 2 + 1, {5}, kLong);
    const Tensor of_z = values_of(z, places), of_x = values_of(complex(x, zeros_like(x)), places);
    each_isa([&] {
      for (ScalarType t : {kFloat, kDouble}) {
        const ScalarType c = toComplexType(t);
        const double tolerance = fft_error(t, n);
        const auto error = [&](const Tensor& got, const Tensor& expected) {
          return error_of(got.index_select(-1, places), expected);
        };
        const Tensor transformed = fft::fft(z.to(c)), half = fft::rfft(x.to(t));
        EXPECT_LT(error(transformed, of_z), tolerance);
        EXPECT_LT(error_of(fft::ifft(transformed), z), 2 * tolerance);
        EXPECT_LT(error(fft::fft(x.to(t)), of_x), tolerance);
        EXPECT_LT(error(half, of_x), tolerance);
        EXPECT_LT((fft::irfft(half, n) - x).norm().item<double>(), 2 * tolerance * x.norm().item<double>());
        // As a column, and with another line.
        EXPECT_TRUE(equal(fft::fft(z.to(c).view({n, 1}), {}, 0).flatten(), transformed));
        EXPECT_LT(error(fft::fft(stack({z, -z}).to(c))[1], -of_z), tolerance);
      }
    });
  }
}

TEST(FftLines, OneLineSaysNothingAboutAnother) {
  Tensor x = ones({8, 12});
  x[3].fill_(std::numeric_limits<float>::infinity());
  for (const Tensor& y : {real(fft::rfft(x)), real(fft::fft(x)), fft::irfft(x.to(kComplexFloat))}) {
    const Tensor finite = isfinite(y).all(1);
    for (int64_t r = 0; r < 8; ++r) EXPECT_EQ(finite[r].item<bool>(), r != 3) << r;
  }
}

// The length has a factor for which kissfft keeps a buffer of its own.
TEST(FftLines, ThreadsShareAPlan) {
  manual_seed(5);
  const int threads = get_num_threads();
  for (int64_t n : {7, 7 * 16, 13, 64, 2 * 61}) {
    const Tensor z = randn({(1 << 18) / n, n}, kComplexFloat);
    set_num_threads(1);
    const Tensor expected = fft::fft(z);
    set_num_threads(4);
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(equal(fft::fft(z), expected)) << n;
  }
  for (int64_t n : {1 << 17, 7 * 7 * 2048, 331 * 349}) {
    const Tensor z = randn({n}, kComplexFloat);
    set_num_threads(1);
    const Tensor expected = fft::fft(z);
    set_num_threads(4);
    EXPECT_TRUE(equal(fft::fft(z), expected)) << n;
  }
  set_num_threads(threads);
}

TEST(FftLines, CallersOnSeveralThreadsNeedMorePlansThanAreKept) {
  manual_seed(6);
  std::vector<Tensor> in, out;
  for (int64_t n = 1; n <= 40; ++n) {
    in.push_back(randn({3, n}, kComplexDouble));
    out.push_back(fft::fft(in.back()));
  }
  std::vector<int> wrong(4);
  std::vector<std::thread> callers;
  for (size_t t = 0; t < wrong.size(); ++t)
    callers.emplace_back([&, t] {
      for (size_t i = 0; i < 10 * in.size(); ++i) {
        const size_t k = (i + 10 * t) % in.size();
        wrong[t] += !equal(fft::fft(in[k]), out[k]);
      }
    });
  for (std::thread& c : callers) c.join();
  EXPECT_EQ(wrong, std::vector<int>(4));
}

}  // namespace
}  // namespace torch::inline rushlight::test

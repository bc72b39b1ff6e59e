// The workshop for Fourier transforms of single lines, against a transform in double by its factors. Attempts: 1 one call of
// kissfft over the whole line, in double; 2 the two passes over a matrix whose rows are a quarter as many; 3 two passes over a
// matrix as nearly square as can be (split_plan.h). Plans are made before.
//
// The time of 1 and of 2 divided by that of 3 in float32, and of 1 in float64; one core of Zen 3 with AVX2:
//   16, 32, 64 numbers        0.7, 0.9, 1.4 to 1.7; 1.0, 1.3, 1.5; 1.2, 1.0, 1.0
//   100, 128                  1.0, 2.0 to 2.2; 1.1, 1.9; 0.9, 1.2
//   256, 1024                 2.4 to 3.2, 2.7 to 3.4; 2.3 to 2.8, 1.2; 1.4, 1.4
//   16,384                    4.3 to 5.2; 1.2; 2.0
//   100,000, 1,048,576        9 to 10, 10 to 12; 1.5, 1.1; 4.1, 4.1
// So the library takes 3 from 128 numbers on, for lines too few to fill the lanes of a vector (transform.cpp).
#include <complex>
#include <memory>
#include <numbers>

#include "lab/attempts.h"
#include "op/infer.h"
#include "op/kernels.h"
#include "ops/fft/transform.h"

namespace {

using namespace rushlight;
using Number = std::complex<double>;

// The transform of n numbers that lie `step` apart, by the smallest factor of n.
std::vector<Number> transform(const Number* x, int64_t n, int64_t step) {
  int64_t p = 2;
  while (p * p <= n && n % p != 0) ++p;
  if (p * p > n) p = n;
  const int64_t m = n / p;
  std::vector<std::vector<Number>> parts;
  for (int64_t q = 0; q < p && m > 1; ++q) parts.push_back(transform(x + q * step, m, step * p));
  std::vector<Number> y(static_cast<size_t>(n));
  for (int64_t k = 0; k < n; ++k)
    for (int64_t q = 0; q < p; ++q)
      y[size_t(k)] += std::polar(1.0, -2 * std::numbers::pi * double(q * k % n) / double(n)) *
                      (m > 1 ? parts[size_t(q)][size_t(k % m)] : x[q * step]);
  return y;
}

Tensor exact(const Tensor& x) {
  const Tensor wide = x.to(kComplexDouble), y = empty(x.sizes(), kComplexDouble);
  const auto result = transform(static_cast<const Number*>(wide.data_ptr()), x.numel(), 1);
  std::copy(result.begin(), result.end(), static_cast<Number*>(y.data_ptr()));
  return view_as_real(y);
}

lab::Attempt attempt(const char* name, const Tensor& x, int64_t columns) {
  const std::shared_ptr<const FftPlan> plan(cpu_kernels<FftKernels>().new_plan({.lines = Lines::complex,
                                                                                .n = x.size(0),
                                                                                .dtype = kFloat,
                                                                                .inverse = false,
                                                                                .many = false,
                                                                                .columns = columns}));
  return {name, [=] {
            const Tensor y = empty(x.sizes(), x.options());
            plan->run(view_of(x), view_of(y), 0, 1);
            return lab::Results{view_as_real(y)};
          }};
}

}  // namespace

int main() {
  set_num_threads(1);
  if (!has_fft_library()) return 0;
  struct Length {
    const char* name;
    int64_t rows, columns, fewer_rows;  // of the matrix, and of another one
  };
  for (const Length& l :
       {Length{"16 numbers", 4, 4, 2}, Length{"32 numbers", 4, 8, 2}, Length{"64 numbers", 8, 8, 4},
        Length{"100 numbers", 10, 10, 5}, Length{"128 numbers", 8, 16, 4}, Length{"256 numbers", 16, 16, 4},
        Length{"1024 numbers", 32, 32, 8}, Length{"16,384 numbers", 128, 128, 32},
        Length{"100,000 numbers", 250, 400, 50}, Length{"1,048,576 numbers", 1024, 1024, 256}}) {
    manual_seed(1);
    const int64_t n = l.rows * l.columns;
    const Tensor x = view_as_complex(randn({n, 2}));
    lab::compare(l.name, {exact(x)}, 1e-5,
                 {attempt("one call of kissfft", x, 0), attempt("two passes, few rows", x, n / l.fewer_rows),
                  attempt("two passes", x, l.columns)});
  }
}

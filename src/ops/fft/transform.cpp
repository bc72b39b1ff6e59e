// Lines of a tensor through kissfft, in double also for complex64: its tables would lose half of the digits in float.
// A length with a large prime factor p costs n * p steps.
#include "ops/fft/transform.h"

#include <complex>
#include <vector>

#include "rushlight/core/error.h"
#include "rushlight/core/parallel.h"

#if RUSHLIGHT_KISSFFT
#include <kissfft/kissfft.hh>
#endif

namespace torch::inline rushlight {

#if RUSHLIGHT_KISSFFT

namespace {

constexpr int64_t kGrain = 4096;  // elements for which a second thread pays

template <class T>
void transform_typed(const View& in, const View& out, int64_t dim, bool inverse, double scale) {
  const int64_t n = in.sizes[dim];
  int64_t inner = 1;
  for (int d = static_cast<int>(dim) + 1; d < in.dims; ++d) inner *= in.sizes[d];
  const kissfft<double> plan(static_cast<size_t>(n), inverse);
  parallel_for(0, in.numel / n, kGrain / n + 1, [&](int64_t first, int64_t last) {
    std::vector<std::complex<double>> line(static_cast<size_t>(n)), result(line);
    for (int64_t l = first; l < last; ++l) {
      const int64_t start = l / inner * n * inner + l % inner;
      const Complex<T>* from = in.as<const Complex<T>>() + start;
      Complex<T>* to = out.as<Complex<T>>() + start;
      for (int64_t j = 0; j < n; ++j)
        line[static_cast<size_t>(j)] = {from[j * inner].real(), from[j * inner].imag()};
      plan.transform(line.data(), result.data());
      for (int64_t j = 0; j < n; ++j) {
        const std::complex<double> z = result[static_cast<size_t>(j)] * scale;
        to[j * inner] = {static_cast<T>(z.real()), static_cast<T>(z.imag())};
      }
    }
  });
}

}  // namespace

bool has_fft_library() { return true; }

void transform_lines(const View& in, const View& out, int64_t dim, bool inverse, double scale) {
  if (in.numel == 0) return;
  if (in.dtype == kComplexFloat) transform_typed<float>(in, out, dim, inverse, scale);
  else transform_typed<double>(in, out, dim, inverse, scale);
}

#else

bool has_fft_library() { return false; }
void transform_lines(const View&, const View&, int64_t, bool, double) {}

#endif

}  // namespace torch::inline rushlight

// The workshop for the matrix product: each attempt is checked against plain loops, then all are timed in
// turn on the shapes that training meets. Prints one JSON line for each shape: p10 of microseconds, and the
// share of the FMA peak that the machine reached in this run (or of the GFLOP/s given as second argument; the
// first selects cases). Attempts: 1 oneDNN's dnnl_sgemm, 2 cpu/gemm. Run it with OMP_NUM_THREADS=1.
//
// Which wins where: p10 on one core of Zen 4 with AVX-512, oneDNN 2.6.3's time divided by ours (above 1: ours
// is faster).
//   1024, 512, 256 cubed           0.98 to 1.00, both at 0.9 to 1.0 of the FMA peak (B transposed: the same)
//   128, 64, 32 cubed              0.96, 1.14, 1.38
//   64x128x784 and backward        0.96 to 1.00      (a linear layer of 784 to 128, batch 64)
//   64x64x128 and backward         1.02 to 1.37
//   64x10x784 and backward         1.04 to 1.53      (one vector of columns, half empty: 0.5 of the peak)
//   64x10x64 and backward          1.31 to 1.64
//   10x1x2, 1x2x10                 6.3, 4.5
//   a row times 784x784            0.90 (transposed) and 1.11, bound by memory
//   im2col 16x784x25, 64x784x576   1.09, 0.99
// With AVX2: 0.9 to 1.0 from 128 cubed on, the same gains below. So cpu/gemm takes every product. Its choices by shape, and whether
// to pack an operand, are measured in gemm_forms.cpp.
//
// Attempts 3 to 11 are records of changes that were tried in cpu/gemm and taken or left out; none is in this program. Attempts at
// the blocked form, AVX2 on two cores of Zen 3, GFLOP/s of a peak of 207; the encoder's shapes below:
//   3 as it is, depth of a block about 320            fwd 183 to 192, grad input 184 to 192, grad weight 172 to 180
//   4 depth 256, 352, 440                             440, which cuts 512, 768 and 1024 as 352 does: up to 4 % more; 352 taken
//   5 192 KiB of packed A instead of 384              1 to 5 % more (1024 and 2048 cubed most), the encoder step 1.8 % less: taken
//   6 threads pack B together, then share the rows    ff1's grad weight +4 %, ff2's -3 %, the rest within 1 %: left out
//     (again within the encoder's step, steps alternated: -1.5 to +0.3 %, with rows handed out as threads come for them)
//   7 the start of a tile by value                    10 to 20 % slower at a depth of 28 or 64, so by reference
//   8 the grid of pieces by what each thread packs    the encoder's step 0.5 % less: taken
//   9 sums of A's rows with the packing, for biases    the encoder's step 0.2 % less, the LSTM's 2.6 % more: left out
//  10 a dropout's mask on the way to C               the encoder's step 0.7 % more than by a pass of its own: left out
//  11 one call for all tiles over a panel of B        1.5 % at a depth of 64, nothing from 256 on: left out
//  12 ReLU on the way to C, not by a pass of its own the encoder's ff1 1.02 to 1.17 times the time, 64x64x128 1.05, others 0.89
//     to 1.0: left out
// MKL through LibTorch 2.13 reaches 180 to 188, 184 to 188 and 169 to 181 on the same shapes.
#include "cpu/gemm/gemm.h"

#include <cstring>
#include <random>

#include "lab/attempts.h"
#include "op/kernels.h"
#if RUSHLIGHT_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif

namespace {

using lab::p10, rushlight::GemmArgs;

struct Shape {
  const char* name;
  int64_t m, n, k;
  bool a_transposed, b_transposed;
};
constexpr Shape kShapes[] = {
    {"square", 1024, 1024, 1024, false, false},
    {"square nt", 1024, 1024, 1024, false, true},
    {"square", 512, 512, 512, false, false},
    {"square", 256, 256, 256, false, false},
    {"square", 128, 128, 128, false, false},
    {"square nt", 128, 128, 128, false, true},
    {"square", 64, 64, 64, false, false},
    {"square", 32, 32, 32, false, false},
    {"linear 784-128", 64, 128, 784, false, true},
    {"linear 784-128, weight kept transposed", 64, 128, 784, false, false},
    {"its grad weight", 128, 784, 64, true, false},
    {"its grad input", 64, 784, 128, false, false},
    {"linear 128-64", 64, 64, 128, false, true},
    {"its grad weight", 64, 128, 64, true, false},
    {"its grad input", 64, 128, 64, false, false},
    {"linear 784-10", 64, 10, 784, false, true},
    {"784-10, weight kept transposed", 64, 10, 784, false, false},
    {"its grad weight", 10, 784, 64, true, false},
    {"linear 64-10", 64, 10, 64, false, true},
    {"its grad weight", 10, 64, 64, true, false},
    {"its grad input", 64, 64, 10, false, false},
    {"encoder qkv", 1024, 768, 256, false, true},
    {"its grad weight", 768, 256, 1024, true, false},
    {"its grad input", 1024, 256, 768, false, false},
    {"encoder ff1", 1024, 1024, 256, false, true},
    {"its grad weight", 1024, 256, 1024, true, false},
    {"encoder ff2", 1024, 256, 1024, false, true},
    {"its grad weight", 256, 1024, 1024, true, false},
    {"lstm inputs", 1792, 512, 28, false, true},
    {"its grad weight", 512, 28, 1792, true, false},
    {"lstm recurrent grad weight", 512, 128, 1728, true, false},
    {"regression", 10, 1, 2, false, true},
    {"regression grad", 1, 2, 10, true, false},
    {"vector rows", 1, 784, 784, false, true},
    {"vector columns", 1, 784, 784, false, false},
    {"conv 16x25 im2col", 16, 784, 25, false, false},
    {"conv 64x576 im2col", 64, 784, 576, false, false},
};

template <class Body> double seconds(const Body& body, int repeats) {
  const double start = lab::seconds(lab::Clock::kWall);
  for (int i = 0; i < repeats; ++i) body();
  return (lab::seconds(lab::Clock::kWall) - start) / repeats;
}

struct Case {
  Shape shape;
  std::vector<float> a, b, c;
  GemmArgs args;

  explicit Case(const Shape& s) : shape(s), a(s.m * s.k), b(s.k * s.n), c(s.m * s.n) {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (float& x : a) x = uniform(random);
    for (float& x : b) x = uniform(random);
    args.m = s.m, args.n = s.n, args.k = s.k;
    args.a = a.data(), args.b = b.data(), args.c = c.data();
    args.a_row = s.a_transposed ? 1 : s.k, args.a_col = s.a_transposed ? s.m : 1;
    args.b_row = s.b_transposed ? 1 : s.n, args.b_col = s.b_transposed ? s.k : 1;
    args.c_row = s.n;
  }
  void ours() { rushlight::cpu_kernels<rushlight::GemmKernels>().f32(args); }
  void onednn() {
#if RUSHLIGHT_ONEDNN
    dnnl_sgemm(shape.a_transposed ? 'T' : 'N', shape.b_transposed ? 'T' : 'N', shape.m, shape.n, shape.k, 1.f,
               a.data(), shape.a_transposed ? shape.m : shape.k, b.data(),
               shape.b_transposed ? shape.k : shape.n, 0.f, c.data(), shape.n);
#endif
  }
  bool right() const {
    std::mt19937 random(2);
    for (int t = 0; t < 200; ++t) {
      const int64_t i = random() % shape.m, j = random() % shape.n;
      double sum = 0;
      for (int64_t p = 0; p < shape.k; ++p)
        sum += double(a[i * args.a_row + p * args.a_col]) * double(b[p * args.b_row + j * args.b_col]);
      if (!(std::abs(sum - c[i * shape.n + j]) < 1e-5 * (4 + std::sqrt(double(shape.k))))) return false;
    }
    return true;
  }
};

// The fastest multiply-add rate seen: a product that fits L1 and L2, best of many.
double peak_rate() {
  Case fit({"", 168, 256, 512, false, false});
  double best = 1e9;
  for (int i = 0; i < 200; ++i) best = std::min(best, seconds([&] { fit.ours(); }, 1));
  return double(fit.shape.m * fit.shape.n * fit.shape.k) / best;
}

}  // namespace

int main(int argc, char** argv) {
  const char* wish = argc > 1 ? argv[1] : "";
  const double rate = argc > 2 ? std::atof(argv[2]) * 1e9 / 2 : peak_rate();
  for (const Shape& s : kShapes) {
    if (!std::strstr(s.name, wish)) continue;
    Case test(s);
    std::fill(test.c.begin(), test.c.end(), NAN);
    test.ours();
    bool right = test.right();
    const double work = double(s.m * s.n * s.k);
    const int repeats = int(std::max(1.0, 3e7 / (work + 5e3)));
    std::vector<double> one, two;
    for (int round = 0; round < 31; ++round) {
#if RUSHLIGHT_ONEDNN
      one.push_back(seconds([&] { test.onednn(); }, repeats));
#endif
      two.push_back(seconds([&] { test.ours(); }, repeats));
    }
    const double mine = p10(two), peer = one.empty() ? NAN : p10(one);
    std::printf(
        "{\"case\":\"%s\",\"m\":%ld,\"n\":%ld,\"k\":%ld,\"right\":%s,\"onednn_us\":%.2f,\"rushlight_us\":%."
        "2f,"
        "\"ratio\":%.2f,\"of_peak\":%.2f}\n",
        s.name, long(s.m), long(s.n), long(s.k), right ? "true" : "false", peer * 1e6, mine * 1e6,
        peer / mine, work / mine / rate);
    if (!right) return 1;
  }
}

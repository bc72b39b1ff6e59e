// The workshop for softmax of float32, forward, against plain loops in double. Attempts: 1 written out with public operators;
// 2 row by row, or, where the classes of a row lie apart, vectors of neighbouring rows through all classes; 3 rows turned so that
// vectors hold neighbours, or strips of up to 256 rows, one class after the other; 4 the kernel (softmax_cpu.cpp), which takes
// 3 up to kShort = 32 classes behind each other, and from 64 rows beside each other where kFar = 4096 elements lie between the
// first class and the end of the last.
//
// The time of 2 divided by that of 3 in two runs, one of two cores of Zen 3, AVX2; 1 takes 1.2 to 5.5 times that of 4:
//   rows of 4, 10, 16, 24, 31 classes              4.7, 2.9, 1.6, 1.3, 1.2 to 1.4
//   of 32, 33, 40, 64, 128                         0.94 to 1.0, 1.2 to 1.5, 0.88 to 1.05, 0.84, 0.72
//   10 classes that lie 64, 100, 128 apart         0.93, 0.87, 0.96
//   196, 256, 512, 784, 1024                       0.93, 1.0, 1.2 to 1.3, 0.92, 3.3
//   21 that lie 49, 100, 196, 256, 512             0.75, 0.93, 1.0, 1.3, 2.1
//   64 that lie 64, 100, 128, 196, 256             0.95, 0.9, 1.3, 0.95, 1.6
//   150 that lie 100, 196, 256, 512, 784, 1024     0.9, 0.94, 1.0 to 1.5, 1.4 to 2.3, 0.88, 2.5 to 4.0
//   1000 that lie 64 apart; 21 that lie 4096       1.05 to 1.26; 2.9 to 4.4
// Classes a power of two apart share a few sets of the cache, which vectors through all classes pay for and strips do not; from
// 64 apart on strips cost an eighth at most elsewhere. kFar was 8192, which left 21 classes of 16 x 16 pixels to 2. The sums of
// a strip's last columns were stored and read by a mask, which waits for the cache: 100 apart took 1.2 times as long as by
// vectors, 196 apart 1.1 to 1.2 times, 49 apart 1.5 times.
#include "lab/attempts.h"
#include "lab/kernel_file.h"
#include "ops/softmax/softmax_cpu.cpp"

namespace {

using namespace rushlight;

Tensor exact(const Cut& c, const Tensor& x) {
  const Tensor y = empty(x.sizes(), kDouble);
  for (int64_t o = 0; o < c.outer; ++o)
    for (int64_t j = 0; j < c.inner; ++j) {
      const int64_t first = o * c.classes * c.inner + j;
      const float* in = x.data_ptr<float>() + first;
      double* out = y.data_ptr<double>() + first;
      double largest = in[0], sum = 0;
      for (int64_t i = 0; i < c.classes; ++i) largest = std::max<double>(largest, in[i * c.inner]);
      for (int64_t i = 0; i < c.classes; ++i) sum += std::exp(in[i * c.inner] - largest);
      for (int64_t i = 0; i < c.classes; ++i) out[i * c.inner] = std::exp(in[i * c.inner] - largest) / sum;
    }
  return y;
}

Tensor written_out(const Cut&, const Tensor& x) {
  const Tensor e = (x - x.amax({1}, true)).exp();
  return e / e.sum({1}, true);
}

// A kernel's form as an attempt: it fills y from x.
template <void (*form)(const Cut&, const float*, float*)> Tensor by(const Cut& c, const Tensor& x) {
  const Tensor y = empty(x.sizes());
  form(c, x.data_ptr<float>(), y.data_ptr<float>());
  return y;
}

void row_by_row(const Cut& c, const float* in, float* out) {
  for (int64_t o = 0; o < c.outer; ++o)
    forward_row(in + o * c.classes, c.classes, out + o * c.classes, false);
}

// forward_short_rows with room for more classes than it takes.
void turned(const Cut& c, const float* in, float* out) {
  const hn::ScalableTag<float> d;
  constexpr int64_t L = hn::MaxLanes(hn::ScalableTag<float>());
  alignas(64) float tile[128 * L];
  int64_t first = 0;
  for (; first + L <= c.outer; first += L) {
    transpose_block(in + first * c.classes, c.classes, L, c.classes, tile, L);
    forward_columns(d, tile, c.classes, L, tile, false);
    transpose_block(tile, L, c.classes, L, out + first * c.classes, c.classes);
  }
  const int64_t done = first * c.classes;
  row_by_row({c.outer - first, c.classes, 1}, in + done, out + done);
}

void by_vectors(const Cut& c, const float* in, float* out) {
  for (int64_t o = 0; o < c.outer; ++o, in += c.classes * c.inner, out += c.classes * c.inner)
    each_column<float>(c.inner, true, [&](auto d, int64_t j) {
      forward_columns(d, in + j, c.classes, c.inner, out + j, false);
    });
}

void by_strips(const Cut& c, const float* in, float* out) {
  for_each_strip(c, [&](int64_t at, int64_t width) {
    forward_strip(in + at, c.classes, c.inner, width, out + at, false);
  });
}

Tensor library(const Cut&, const Tensor& x) { return softmax(x, 1); }

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  std::vector<Cut> cuts;
  for (int64_t classes : {4, 10, 16, 24, 31, 32, 33, 40, 64, 128})
    cuts.push_back({65536 / classes, classes, 1});
  for (int64_t classes : {10, 21, 64, 150})
    for (int64_t inner : {32, 49, 64, 100, 128, 196, 256, 512, 784, 1024})
      cuts.push_back({std::max<int64_t>(1, 65536 / classes / inner), classes, inner});
  for (const Cut& c : {Cut{1, 1000, 64}, Cut{4, 21, 4096}, Cut{1, 3, 65536}}) cuts.push_back(c);
  for (const Cut& c : cuts) {
    manual_seed(1);
    const Tensor x = randn({c.outer, c.classes, c.inner});
    const auto run = [&](auto form) { return [&, form] { return lab::Results{form(c, x)}; }; };
    std::vector<lab::Attempt> attempts{{"written out", run(written_out)}};
    if (c.inner == 1) {
      attempts.push_back({"row by row", run(by<row_by_row>)});
      attempts.push_back({"turned", run(by<turned>)});
    } else {
      attempts.push_back({"by vectors", run(by<by_vectors>)});
      attempts.push_back({"by strips", run(by<by_strips>)});
    }
    attempts.push_back({"the kernel", run(library)});
    lab::compare(std::to_string(c.outer) + " times " + std::to_string(c.classes) + " classes, " +
                     std::to_string(c.inner) + " apart",
                 {exact(c, x)}, 1e-5, attempts);
  }
}

// The workshop for sums, and cumulative sums, of float32 along the middle of three dimensions; results against plain loops in
// double. Attempts at rows (inner = 1): 1 to 4 sums in 1, 2, 4 or 8 registers, an array, over blocks of 1024 whose sums go on in
// double; 5 and 6 four of them over blocks of 128 and 8192; 7 the kernel: two or four by name (fold.h). At columns: 1 every element
// added in double; 2 to 5 strips of 64, 128, 256, 512 columns, 64 rows of them in float (sum_strip); 6 the kernel, strips of 512.
// At cumulative sums, in double: rows one by one and 2, 4, 8 together, the kernel takes 4 (kRows); strips of 16, 32, 64, 256, 512
// columns, the kernel takes 256 (kTogether in scan_scalar.cpp).
//
// One of two cores of Zen 3, AVX2, two runs. The time of each divided by that of 3:
//   4096 rows of 16                 1 0.11   2 0.1   4 0.6   5 1.0   6 1.0         7 0.14
//   1024 of 64; 256 of 256          1 0.4, 1.1   2 0.33, 0.65   4 1.05, 1.1   5 0.97, 1.6   6 1.0   7 0.42, 0.65
//   1024 and more                   1 1.6 to 2.1  2 0.91 to 0.98  4 0.93 to 1.1  5 2.4 to 2.9  6 0.74 to 1.0  7 0.78 to 0.88
// So four registers, of which the compiler must not make an array, and two up to 64 elements, joined by halves: with four, joined
// element by element, the kernel took 1.4 and 1.15 times as long there. Blocks longer than 1024 gain less than a tenth over the
// kernel, and digits fall.
//   columns, by 512                 1 1.7 to 3.1   64 0.91 to 1.4   128 0.98 to 1.45   256 0.95 to 1.25
//   cumulative rows, by 4           one 1.1 to 2.2   2 0.87 to 1.4   8 1.0 to 1.06, and 8 to 10 where rows are 4 KB apart
//   cumulative columns, by 256      16 1.25 to 1.9   32 1.1 to 3.1   64 0.98 to 1.5   512 0.85 to 1.0
// 512 columns together would leave fewer strips for threads. They were 64, with which the kernel took 1.05 to 1.3 times as long. It
// takes 1.3 times as long as 256 here does, since it is compiled once for all instruction sets, for the oldest.
#include "ops/reduce/fold.h"

#include "lab/attempts.h"

namespace {

using namespace rushlight;

using Rows = ReduceShape;  // (outer, n, inner)

Tensor sums(const Rows& s, const Tensor& x) {
  const Tensor y = zeros({s.outer, s.inner}, kDouble);
  for (int64_t e = 0; e < x.numel(); ++e)
    y.data_ptr<double>()[e / (s.n * s.inner) * s.inner + e % s.inner] += x.data_ptr<float>()[e];
  return y;
}
Tensor cumulative(const Rows& s, const Tensor& x) {
  const Tensor y = empty(x.sizes(), kDouble);
  double* out = y.data_ptr<double>();
  for (int64_t e = 0; e < x.numel(); ++e)
    out[e] = x.data_ptr<float>()[e] + (e / s.inner % s.n == 0 ? 0 : out[e - s.inner]);
  return y;
}

template <class Reduce> lab::Results into(const Rows& s, const Tensor& x, const Reduce& reduce) {
  const Tensor y = empty({s.outer, s.inner});
  reduce(x.data_ptr<float>(), y.data_ptr<float>());
  return {y};
}

// A row of n in `count` registers, blocks of `block` added up in double.
template <int count> float in_registers(const float* row, int64_t n) {
  constexpr int64_t kWidth = Register<float>::kCount;
  Vector<float> sum[count] = {};
  int64_t i = 0;
  for (; i + count * kWidth <= n; i += count * kWidth)
#pragma GCC unroll 8
    for (int r = 0; r < count; ++r) sum[r] += load(row + i + r * kWidth);
  for (int r = count / 2; r > 0; r /= 2)
    for (int k = 0; k < r; ++k) sum[k] += sum[k + r];
  float total = 0;
  for (int64_t k = 0; k < kWidth; ++k) total += sum[0][k];
  for (; i < n; ++i) total += row[i];
  return total;
}
template <int count, int64_t block> lab::Results rows(const Rows& s, const Tensor& x) {
  return into(s, x, [&](const float* in, float* out) {
    for (int64_t o = 0; o < s.outer; ++o) {
      double total = 0;
      for (int64_t at = 0; at < s.n; at += block)
        total += in_registers<count>(in + o * s.n + at, std::min(block, s.n - at));
      out[o] = static_cast<float>(total);
    }
  });
}

// Columns in strips of `width`, the sums of all rows in double at once, and through kColumnRows rows in float.
template <int64_t width> lab::Results strips(const Rows& s, const Tensor& x) {
  return into(s, x, [&](const float* in, float* out) {
    for (int64_t o = 0; o < s.outer; ++o)
      for (int64_t at = 0; at < s.inner; at += width) {
        double total[width];
        const int64_t count = std::min(width, s.inner - at);
        sum_strip(in + o * s.n * s.inner + at, s.n, s.inner, count, total,
                  [](float v, int64_t) { return v; });
        for (int64_t k = 0; k < count; ++k) out[o * s.inner + at + k] = static_cast<float>(total[k]);
      }
  });
}
lab::Results whole_rows_in_double(const Rows& s, const Tensor& x) {
  std::vector<double> total(s.inner);
  return into(s, x, [&](const float* in, float* out) {
    for (int64_t o = 0; o < s.outer; ++o) {
      std::fill(total.begin(), total.end(), 0.0);
      for (int64_t i = 0; i < s.n; ++i)
        for (int64_t k = 0; k < s.inner; ++k) total[k] += in[(o * s.n + i) * s.inner + k];
      for (int64_t k = 0; k < s.inner; ++k) out[o * s.inner + k] = static_cast<float>(total[k]);
    }
  });
}

// Cumulative sums of `together` rows, or neighbouring columns, that go along the dimension together.
template <int64_t together> lab::Results scan_rows(const Rows& s, const Tensor& x) {
  const Tensor y = empty(x.sizes());
  const float* in = x.data_ptr<float>();
  float* out = y.data_ptr<float>();
  for (int64_t o = 0; o < s.outer; o += together) {
    double sum[together] = {};
    for (int64_t i = 0; i < s.n; ++i)
#pragma GCC unroll 8
      for (int64_t k = 0; k < together; ++k) {
        const int64_t at = (o + k) * s.n + i;
        out[at] = static_cast<float>(sum[k] += in[at]);
      }
  }
  return {y};
}
template <int64_t together> lab::Results scan_columns(const Rows& s, const Tensor& x) {
  const Tensor y = empty(x.sizes());
  const float* in = x.data_ptr<float>();
  float* out = y.data_ptr<float>();
  for (int64_t o = 0; o < s.outer; ++o)
    for (int64_t first = 0; first < s.inner; first += together) {
      const int64_t count = std::min(together, s.inner - first);
      double sum[together] = {};
      for (int64_t i = 0; i < s.n; ++i) {
        const int64_t at = (o * s.n + i) * s.inner + first;
        for (int64_t k = 0; k < count; ++k) out[at + k] = static_cast<float>(sum[k] += in[at + k]);
      }
    }
  return {y};
}

std::string name(const char* what, const Rows& s) {
  return what + std::string(", ") + std::to_string(s.outer) + " x " + std::to_string(s.n) + " x " +
         std::to_string(s.inner);
}

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  manual_seed(1);
  const auto attempt = [](const char* title, auto form, const Rows& s, const Tensor& x) {
    return lab::Attempt{title, [=] { return form(s, x); }};
  };
  for (const Rows& s : {Rows{4096, 16, 1}, Rows{1024, 64, 1}, Rows{256, 256, 1}, Rows{64, 1024, 1},
                        Rows{16, 4096, 1}, Rows{1, 65536, 1}}) {
    const Tensor x = rand({s.outer, s.n});
    lab::compare(name("sums of rows", s), {sums(s, x)}, 1e-6,
                 {attempt("1 register", rows<1, 1024>, s, x),
                  attempt("2", rows<2, 1024>, s, x),
                  attempt("4", rows<4, 1024>, s, x),
                  attempt("8", rows<8, 1024>, s, x),
                  attempt("blocks of 128", rows<4, 128>, s, x),
                  attempt("of 8192", rows<4, 8192>, s, x),
                  {"the kernel", [=] { return lab::Results{x.sum(1, true)}; }}});
  }
  for (const Rows& s : {Rows{1, 1024, 64}, Rows{1, 256, 256}, Rows{1, 64, 1024}, Rows{1, 128, 4096},
                        Rows{1, 512, 4096}, Rows{16, 64, 196}}) {
    const Tensor x = rand({s.outer, s.n, s.inner});
    lab::compare(name("sums of columns", s), {sums(s, x)}, 1e-6,
                 {attempt("whole rows in double", whole_rows_in_double, s, x),
                  attempt("strips of 64", strips<64>, s, x),
                  attempt("of 128", strips<128>, s, x),
                  attempt("of 256", strips<256>, s, x),
                  attempt("of 512", strips<512>, s, x),
                  {"the kernel", [=] { return lab::Results{x.sum(1)}; }}});
  }
  for (const Rows& s : {Rows{4096, 16, 1}, Rows{256, 256, 1}, Rows{64, 1024, 1}}) {
    const Tensor x = rand({s.outer, s.n});
    lab::compare(name("cumulative sums of rows", s), {cumulative(s, x)}, 1e-6,
                 {attempt("a row", scan_rows<1>, s, x),
                  attempt("2 rows", scan_rows<2>, s, x),
                  attempt("4 rows", scan_rows<4>, s, x),
                  attempt("8 rows", scan_rows<8>, s, x),
                  {"the kernel", [=] { return lab::Results{x.cumsum(1)}; }}});
  }
  for (const Rows& s : {Rows{1, 1024, 64}, Rows{1, 256, 256}, Rows{1, 64, 1024}, Rows{1, 512, 4096}}) {
    const Tensor x = rand({s.outer, s.n, s.inner});
    lab::compare(name("cumulative sums of columns", s), {cumulative(s, x)}, 1e-6,
                 {attempt("16 columns", scan_columns<16>, s, x),
                  attempt("32", scan_columns<32>, s, x),
                  attempt("64", scan_columns<64>, s, x),
                  attempt("256", scan_columns<256>, s, x),
                  attempt("512", scan_columns<512>, s, x),
                  {"the kernel", [=] { return lab::Results{x.cumsum(1)}; }}});
  }
}

// The workshop for the choices that cpu/gemm makes by shape, float32; gemm.cpp is that of the whole. Attempts: the forms
// themselves, whatever the kernel would choose: 1 and 2 as the case says, or blocked with none packed, B, A, both; the last: the
// kernel.
//
// One of two cores of Zen 3, AVX2, in two runs. Plain loops (kTiny), divided by the blocked form:
//   2, 3, 4, 5, 6, 7, 8 cubed                0.8, 0.85, 0.95 to 1.0, 1.2, 1.2 to 1.5, 1.8, 2.5
//   2 x 8 x 16, 16 x 2 x 8, 2 x 2 x 64       1.65, 1.0 to 1.1, 1.15
// so they win up to 64 multiplications (kTiny was 300). Blocked, divided by a vector's own form (gemv.h):
//   a row times 64 x 64, 784 x 784           1.2, 1.2; B transposed 2.6 to 2.9, 4.0
//   16, 32, 64 deep, 4096 columns; 128, 1024 2.1, 2.6, 2.4; 3.4; B transposed 2.4, 3.1, 3.8; 3.8
//   a column times 64 x 64, 784 x 784        5.2, 4.1; A transposed 5.0, 5.6; 4096 rows 16 deep 5.1, 11
// so a vector has a form of its own. Rows of ten floats took twice the time while their rest was added number by number.
// Blocked, divided by sums along the depth (dots.h), B transposed; a depth of 32, 64, 96, 128, 784:
//   2 rows                                   1.1, 1.45, 1.7, 1.9, 2.8 to 3.1
//   4                                        0.8, 1.07, 1.25, 1.4, 2.0
//   6, 8                                     0.65, 0.79 to 0.89, 0.91 to 1.05, 1.0 to 1.15, 1.4 to 1.65
// as worth_dots has it. None, B and A packed, each divided by both (256 rows, depth 256; transposed A: 512):
//   32, 128, 256, 512, 1024 columns          0.76, 0.94, 1.04, 1.13, 1.2 to 1.3   0.79, 0.93, 0.97, 0.97, 0.97   0.98 to 1.28
//   transposed A, 16, 32, 64, 128, 256       0.7, 0.94, 1.1, 1.2, 1.25            0.67, 0.87, 1.0, 1.03, 1.07    1.0 to 1.08
//   6, 12, 24, 36, 48, 96 rows of 512        0.6, 0.75, 0.9, 1.0, 1.04, 1.1       0.98 to 1.0                    0.6 to 1.07
// as worth_packing_a and worth_packing_b have it, within 4 %.
#include "lab/attempts.h"
#include "lab/kernel_file.h"
// After the name of the instruction set:
#include "cpu/gemm/gemm_cpu.cpp"
#include "op/kernels.h"

namespace {

using namespace rushlight;

// C = A B for float32 matrices of any strides.
struct Operands {
  Tensor a, b;
  int64_t m() const { return a.size(0); }
  int64_t n() const { return b.size(1); }
  int64_t k() const { return a.size(1); }
};

GemmArgs arguments(const Operands& o, const Tensor& c) {
  GemmArgs args;
  args.m = o.m(), args.n = o.n(), args.k = o.k();
  args.a = o.a.data_ptr<float>(), args.a_row = o.a.stride(0), args.a_col = o.a.stride(1);
  args.b = o.b.data_ptr<float>(), args.b_row = o.b.stride(0), args.b_col = o.b.stride(1);
  args.c = c.data_ptr<float>(), args.c_row = o.n();
  return args;
}
Product<float> product(const Operands& o, const Tensor& c) {
  float* to = c.data_ptr<float>();
  const Epilogue<float> plain{1, 0, to, o.n(), nullptr, nullptr};
  return {o.m(),
          o.n(),
          o.k(),
          o.a.data_ptr<float>(),
          o.a.stride(0),
          o.a.stride(1),
          o.b.data_ptr<float>(),
          o.b.stride(0),
          o.b.stride(1),
          to,
          o.n(),
          plain};
}
template <class Form> lab::Attempt form(const char* name, const Operands& o, Form run) {
  return {name, [=] {
            const Tensor c = empty({o.m(), o.n()});
            run(product(o, c));
            return lab::Results{c};
          }};
}
lab::Attempt kernel(const Operands& o) {
  return {"the kernel", [=] {
            const Tensor c = empty({o.m(), o.n()});
            cpu_kernels<GemmKernels>().f32(arguments(o, c));
            return lab::Results{c};
          }};
}

Tensor exact(const Operands& o) {
  const Tensor c = empty({o.m(), o.n()}, kDouble), a = o.a.contiguous(), b = o.b.t().contiguous();
  for (int64_t i = 0; i < o.m(); ++i)
    for (int64_t j = 0; j < o.n(); ++j) {
      const float *x = a.data_ptr<float>() + i * o.k(), *y = b.data_ptr<float>() + j * o.k();
      double sum = 0;
      for (int64_t p = 0; p < o.k(); ++p) sum += double(x[p]) * y[p];
      c.data_ptr<double>()[i * o.n() + j] = sum;
    }
  return c;
}

struct Sizes {
  int64_t m, n, k;
};
Operands operands(const Sizes& s, bool a_transposed, bool b_transposed) {
  return {a_transposed ? randn({s.k, s.m}).t() : randn({s.m, s.k}),
          b_transposed ? randn({s.n, s.k}).t() : randn({s.k, s.n})};
}
void report(const char* what, const Sizes& s, const Operands& o, std::vector<lab::Attempt> attempts) {
  attempts.push_back(kernel(o));
  lab::compare(std::string(what) + " " + std::to_string(s.m) + " x " + std::to_string(s.n) + " x " +
                   std::to_string(s.k),
               {exact(o)}, 1e-5, attempts);
}

void by_blocks(const Product<float>& g) { blocked(g); }

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  manual_seed(1);
  for (const Sizes& s : {Sizes{2, 2, 2}, Sizes{3, 3, 3}, Sizes{4, 4, 4}, Sizes{5, 5, 5}, Sizes{6, 6, 6},
                         Sizes{7, 7, 7}, Sizes{8, 8, 8}, Sizes{2, 8, 16}, Sizes{16, 2, 8}, Sizes{2, 2, 64}}) {
    const Operands o = operands(s, false, false);
    report("tiny", s, o, {form("plain loops", o, tiny<float>), form("blocked", o, by_blocks)});
  }
  for (const Sizes& s :
       {Sizes{1, 64, 64}, Sizes{1, 784, 784}, Sizes{64, 1, 64}, Sizes{784, 1, 784}, Sizes{1, 256, 16},
        Sizes{1, 4096, 16}, Sizes{1, 4096, 32}, Sizes{1, 4096, 64}, Sizes{1, 1024, 128}, Sizes{4096, 1, 16}})
    for (bool transposed : {false, true}) {
      const Operands o = operands(s, s.n == 1 && transposed, s.m == 1 && transposed);
      report(transposed ? "vector, transposed matrix" : "vector", s, o,
             {form("blocked", o, by_blocks),
              form("gemv", o, [](const Product<float>& g) { vector_product(g); })});
    }
  for (int64_t m : {2, 4, 6, 8})
    for (const auto& [n, k] : {std::pair<int64_t, int64_t>{128, 32},
                               {128, 64},
                               {128, 96},
                               {128, 128},
                               {128, 784},
                               {768, 768},
                               {10, 784}}) {
      const Operands o = operands({m, n, k}, false, true);
      report("few rows, B transposed", {m, n, k}, o,
             {form("blocked", o, by_blocks), form("dots", o, dot_product<float>)});
    }
  const auto packing = [](const char* what, const Sizes& s, bool a_transposed) {
    const Operands o = operands(s, a_transposed, false);
    std::vector<lab::Attempt> attempts;
    for (const auto& [name, a, b] : {std::tuple{"none packed", false, false},
                                     {"B packed", false, true},
                                     {"A packed", true, false},
                                     {"both", true, true}})
      attempts.push_back(form(name, o, [a = a, b = b](const Product<float>& g) { blocked(g, a, b); }));
    report(what, s, o, attempts);
  };
  for (int64_t n : {32, 64, 128, 256, 512, 1024}) packing("packing, n", {256, n, 256}, false);
  for (int64_t n : {16, 32, 64, 128, 256}) packing("packing, A transposed, n", {256, n, 512}, true);
  for (int64_t m : {6, 12, 24, 36, 42, 48, 96}) packing("packing, m", {m, 512, 256}, false);
}

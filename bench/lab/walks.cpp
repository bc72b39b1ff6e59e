// The workshop for the pointwise loops of x + y where y does not lie in memory as the result does. Attempts: 1 a copy of y in
// the result's order and dtype, then the flat loop; 2 run by run, in place or by way of a buffer; 3 runs copied behind each
// other, then one call for a tile of them (both in cpu/loop_walk.h); 4 for a transposed y: blocks of rows, turned
// (cpu/loop_squares.h); the last: the driver (cpu/loops_cpu.cpp), which takes one of 2 to 4.
//
// One of two cores of Zen 3, AVX2, results of 65536 elements. The time of 1 and 2 divided by that of 3, in two runs:
//   part of wider rows, runs of 8, 16, 32        2.7, 1.9 to 2.3, 1.5 to 1.8     2.1, 1.8, 1.2 to 1.4
//   runs of 40, 48, 60                           1.0 to 1.4                      0.95, 0.9, 0.74 to 0.81
//   runs of 64, 80, 128                          1.0 to 1.5                      0.96, 0.7, 0.74
//   one value a row, 16, 32, 48, 64, 80          2.6, 3.1, 2.5, 3.1, 2.7         3.6, 2.3, 1.35, 1.3 to 1.4, 0.94
//   int32, 16, 64, 128, 192, 256, 320            1.5, 1.5, 1.4, 1.2, 1.4, 1.1    4.3, 2.4, 1.7, 1.2, 1.25, 0.9
// So runs are packed up to 64 (kShortRun), which suits single values more than parts of rows, and where an operand has to be
// copied in any case up to half a tile; up to a quarter before.
//
// A transposed y; the time of 1, 2 and 3 divided by that of 4, or by that of the driver where it takes 4:
//   32 x 32, 64 x 64, 80 x 80, 96 x 96           1.4 to 1.9     1.7 to 2.2    0.85 to 0.93, 1.0, 1.2, 1.2
//   128 x 128, 512 x 512                         1.9 to 2.1     3.3 to 6.2    3.0 to 4.1, 5.4 to 6.3
//   8, 10, 12, 16 rows of 4096                   1.6 to 3.1     0.75 to 1.7   0.73 to 1.1, 1.2, 1.1 to 1.65, 1.6
//   4096 rows of 16, 32, 48; 2048 of 64          0.9 to 1.9     4.5 to 8      1.4, 4.2, 5 to 7, 6 to 8
//   1000 rows of 24, 32; 256 of 32               1.3 to 1.4     2.5           0.75, 0.85, 0.94
// So 4 from 6144 elements, 12 rows and runs of 32 on (SquareLimits). It was 8192, 16 and 64: 4096 x 48 took seven times as long
// as it does now.
#include "lab/attempts.h"
#include "lab/kernel_file.h"
// After the name of the instruction set:
#include "cpu/loop_squares.h"
#include "cpu/loop_walk.h"
#include "cpu/tile.h"
#include "op/infer.h"

namespace {

using namespace rushlight;

struct Sum {
  template <class T> T operator()(T a, T b) const { return a + b; }
};

Tensor exact(const Tensor& x, const Tensor& y) {
  return x.contiguous().to(kDouble) + y.contiguous().to(kDouble);
}

// x + y by walk(plan, compute type), which calls `Sum` for what it finds.
template <class Run> lab::Results walk(const Tensor& x, const Tensor& y, const Run& run) {
  const Tensor out = empty(x.sizes());
  const View in[] = {view_of(x), view_of(y)}, to = view_of(out);
  Plan plan;
  make_plan(plan, in, {&to, 1});
  run(plan, compute_in<float>);
  return {out};
}
lab::Results by_runs(const Tensor& x, const Tensor& y, bool pack) {
  return walk(x, y, [&](const Plan& plan, const Compute& compute) {
    Walk(plan, compute, pack).run(plain<float, 2, Sum>, nullptr, 0, plan.numel);
  });
}
lab::Results by_squares(const Tensor& x, const Tensor& y) {
  return walk(x, y, [&](const Plan& plan, const Compute& compute) {
    const Squares squares(plan, compute, {.elements = 0, .rows = 1, .run = 1});
    squares.run(plain<float, 2, Sum>, nullptr, 0, squares.blocks());
  });
}

std::vector<lab::Attempt> attempts(const Tensor& x, const Tensor& y, bool squares) {
  std::vector<lab::Attempt> all{{"a copy, then flat", [=] { return lab::Results{x + y.contiguous()}; }},
                                {"run by run", [=] { return by_runs(x, y, false); }},
                                {"runs packed", [=] { return by_runs(x, y, true); }}};
  if (squares) all.push_back({"squares", [=] { return by_squares(x, y); }});
  all.push_back({"the driver", [=] { return lab::Results{x + y}; }});
  return all;
}

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  manual_seed(1);
  const auto report = [](const std::string& subject, const Tensor& x, const Tensor& y, bool squares) {
    lab::compare(subject, {exact(x, y)}, 1e-6, attempts(x, y, squares));
  };
  const auto runs = [&](const char* name, int64_t n, const auto& other) {
    const int64_t rows = 65536 / n;
    report(std::string(name) + ", runs of " + std::to_string(n), randn({rows, n}), other(rows, n), false);
  };
  for (int64_t n : {8, 16, 32, 40, 48, 60, 64, 80, 128})
    runs("part of wider rows", n, [](int64_t rows, int64_t n) {
      return randn({rows, n + 8}).narrow(1, 0, n);
    });
  for (int64_t n : {16, 32, 48, 64, 80})
    runs("one value a row", n, [](int64_t rows, int64_t n) { return randn({rows, 1}).expand({rows, n}); });
  for (int64_t n : {16, 64, 128, 192, 256, 320})
    runs("int32", n, [](int64_t rows, int64_t n) {
      return randint(-9, 9, {rows, n + 8}, kInt).narrow(1, 0, n);
    });
  using Sizes = std::pair<int64_t, int64_t>;
  for (const auto& [rows, n] :
       {Sizes{32, 32}, Sizes{64, 64}, Sizes{80, 80}, Sizes{96, 96}, Sizes{128, 128}, Sizes{512, 512},
        Sizes{8, 4096}, Sizes{10, 4096}, Sizes{12, 1000}, Sizes{12, 4096}, Sizes{16, 4096}, Sizes{1000, 24},
        Sizes{256, 32}, Sizes{1000, 32}, Sizes{4096, 16}, Sizes{4096, 32}, Sizes{4096, 48}, Sizes{2048, 64}})
    report(std::to_string(rows) + " x " + std::to_string(n) + " and one transposed", randn({rows, n}),
           randn({n, rows}).t(), true);
}

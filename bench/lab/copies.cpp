// The workshop for copies of float32 whose order of dimensions changes, as in x.t().contiguous(): n rows of a few neighbours,
// which lie far apart in the result. Attempts: 1 run after run of the result, each element from another line of the input; 2
// blocks of 16 x 16 through a buffer (both in copy_cpu.cpp); 3 squares of 4 x 4 in registers, without a buffer (transpose.h); 4
// the kernel, which takes 2 from kWorthBlocks = 16 neighbours on.
//
// The time of 2 and of 3 divided by that of 1 in two runs, one of two cores of Zen 3, AVX2; 8192, 65536, 2^20 elements:
//   2 neighbours   8, 9.5, 6.5                3.9 to 4.2, 4.5, 3.3
//   4              4.6, 5.4, 3.4 to 5.3       1.5, 1.6, 1.0 to 1.5
//   5, 6           3.4, 3 to 4.7, 1.8 to 4    1.5, 1.3 to 1.8, 0.8 to 1.5
//   8              2.2 to 3.4, 2 to 3.5, 1.5  0.8 to 1.05, 0.74 to 1.0, 0.55
//   16             1.5, 0.63 to 1.0, 0.47     0.66, 0.93 to 1.2, 0.85
//   64             1.5, 0.65 to 1.0, 0.27     0.62, 0.9 to 1.1, 0.43
// So blocks from 16 neighbours on; they began at 4. 3 would be better still for 8 and in small tensors, but takes up to 1.9
// times as long as 2 where rows are a power of two apart, whose lines share a few sets of the cache. Squares between two
// buffers took as long as 2, or longer.
#include "cpu/loops.h"
#include "lab/attempts.h"
#include "lab/kernel_file.h"
#include "op/infer.h"
#include "op/kernels.h"

// Copies that convert take the library's driver.
namespace torch::inline rushlight {
template <> const LoopKernels& cpu_table<LoopKernels, Isa::RUSHLIGHT_ISA>() {
  return cpu_kernels<LoopKernels>();
}
}  // namespace torch::inline rushlight

#include "cpu/copy_cpu.cpp"
#include "cpu/transpose.h"

namespace {

using namespace rushlight;

enum Way { kRuns, kBlocks, kSquares };

void squares(const Plan& plan, int cross) {
  const int inner = plan.dims - 1;
  const int64_t apart = plan.operands[1].strides[inner], across = plan.operands[0].strides[cross];
  const int64_t as = plan.sizes[cross], bs = plan.sizes[inner];
  const float* in = reinterpret_cast<const float*>(plan.operands[1].data);
  float* out = reinterpret_cast<float*>(plan.operands[0].data);
  constexpr int64_t kLine = 16;
  for (int64_t a = 0; a < as; a += kLine)
    for (int64_t b = 0; b < bs; b += kLine)
      transpose_block(in + a + b * apart, apart, std::min(kLine, bs - b), std::min(kLine, as - a),
                      out + a * across + b, across);
}

// The form of copy_plan that is named.
template <Way way> lab::Results by(const Tensor& x) {
  const Tensor y = empty(x.sizes());
  const View in = view_of(x), out = view_of(y);
  Plan plan;
  make_plan(plan, {&in, 1}, {&out, 1});
  if constexpr (way == kSquares) {
    int cross = 0;
    while (plan.operands[1].strides[cross] != 1) ++cross;
    squares(plan, cross);
  } else if constexpr (way == kBlocks) {
    int cross = 0;
    while (plan.operands[1].strides[cross] != 1) ++cross;
    copy_transposed<uint32_t>(plan, cross);
  } else {
    copy_runs<uint32_t>(plan);
  }
  return {y};
}

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  manual_seed(1);
  for (const int64_t elements : {8192, 65536, 1 << 20})
    for (const int64_t neighbours : {2, 3, 4, 5, 6, 8, 16, 64}) {
      const int64_t n = elements / neighbours;
      const Tensor x = randn({n, neighbours}).t();
      lab::compare("from " + std::to_string(n) + " x " + std::to_string(neighbours), {x.to(kDouble)}, 0,
                   {{"run after run", [=] { return by<kRuns>(x); }},
                    {"in blocks", [=] { return by<kBlocks>(x); }},
                    {"in squares", [=] { return by<kSquares>(x); }},
                    {"the kernel", [=] { return lab::Results{x.contiguous()}; }}});
    }
}

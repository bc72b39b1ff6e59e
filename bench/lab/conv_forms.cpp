// The workshop for the forms of the native convolution, each against the others on shapes on both sides of what native_form.h
// asks for; conv.cpp is that of the algorithms. Against a direct sum in double. Attempts, of those that can do the pass: one
// window that is the whole input; channels in lanes; windows walked; 2 and 8 images side by side in one product; a product over
// strips of patches; in the cases called patches, strips or images side by side whose patches fill 1/4, 1/2, 1, 2 and 4 MB; the
// last: the kernel. The argument is a part of the cases' names.
//
// The time of one form divided by that of strips, forward, grad_in, grad_weight; one of two cores of Zen 3, AVX2:
//   whole, 16-120 at 5, 128-100 at 4               0.06, 0.2, 0.04 to 0.09
//   2 and 8 together, 32 images, planes of 1       0.7, 1.7, 0.8; 0.4, 0.7, 0.6
//   of 4, of 9                                     0.8, 0.55, 0.9; 0.7, 0.5, 0.83;   0.96, 0.83, 0.94; 0.83, 0.64, 0.9
//   of 16, 36, 64, 121                             1.0, 0.87 to 1.0, 1.0; 1.0 to 1.2, 0.93 to 1.1, 1.0: all alike
//   walked, 9 and 27 taps, 32 outputs              0.7, 3.4, 0.7; 0.6, 1.8, 0.98
//   72 to 432 taps                                 0.6 to 0.67, 0.7 to 1.0, 1.05 to 1.15
//   walked, up to 8 outputs, 64 inputs, 3x3, 7x7   0.2 to 0.43, 0.05 to 0.36, 0.16 to 0.64
//   1 or 3 inputs, 3x3                             0.43 to 0.5, 1.1 to 1.8, 0.4 to 0.77
//   16 outputs, 3 to 32 inputs                     0.2 to 0.5, 0.4 to 0.65, 0.53 to 0.8
//   32 outputs, 32 or 64 inputs                    0.5 to 0.7, 0.6 to 0.9, 0.66 to 1.3
//   64 outputs, planes of 36 to 256, 7x7           0.63 to 0.85, 0.7 to 1.1, 1.4 to 2
//   by 2: 16, 64, 128, 256 outputs                 0.5 to 0.9, 0.78 to 1.03, 0.94 to 1.17, 1.0 to 1.2; grad_weight 1.1 to 6
//   groups of 1, 2, 4, 8 channels                  0.22, 0.24, 0.25, 0.37 forward; gradients 0.2 to 0.6
// In whole layers, forward, walked divided by strips, by the width of the rows of outputs:
//   7x7: 32-64 at 28, 64-64 at 56, 128-128 at 32   0.59, 0.77, 0.73; 11x11 16-16 at 32 0.35; 1x5 64-64 at 32 0.72
//   words of 300 features, 3 to 5 at a time        50 outputs 0.62, 100 0.72 to 0.85; 256-256 and 512-512 at 64 to 128 0.97 to 1.09
//   1x7 and 7x1, 128-128 at 17; 1x3, 384-384 at 8  1.4, 1.76; 1.28   (17 columns need two tiles of 16)
//   3x3x3: 1-16 at 64, 64-64 at 16, 128-128 at 7   0.23 to 0.39, 0.65, 1.0; 32 groups of one channel 0.14
// So windows are walked whatever their taps where tiles fill the rows (beats_patches); where they step, up to 32 channels of outputs
// and for the gradient of the weight up to 16.
//   lanes by walked, planes of 14 x 14, 12 to 16   0.6 to 0.7, 0.65, 0.4: with half of the lanes empty as well
//   of 40 x 40, 12 and 13 channels                 1.15 to 1.3, 1.15, 0.9; 14, 15 1.08, 1.08, 0.93; 16 0.9, 0.9, 0.74
//   planes of 784, 2304, 3136                      0.66 to 0.77, 1.03, 0.95 to 1.05; back 0.77, 1.03, 0.95 to 1.06; weight 0.53, 0.9, 1.0
//   of 4096, 5184, 7744, 12544                     1.05 to 1.4 in all passes
//   by 2: 784, 3136, 6400, 12544                   0.4, 0.6, 1.05, 1.2; weight 0.32, 0.7, 0.77, 1.5; back strips take 2.7 to 4
// So lanes up to 4096 padded elements, and 8192 where windows step (kLaneBytes). It was 8192 for all. AVX-512 is not measured.
// Patches of 1/4, 1/2, 2 and 4 MB, each divided by 1 MB:
//   strips: 5x5 64-64 at 56, forward and back      1.11 to 1.16   1.11 to 1.16   0.96 to 1.05   0.94 to 1.07
//   3x3 32-64 at 112; by 2 64-128 at 56            0.96 to 1.07   0.97 to 1.11   0.98 to 1.0    0.97 to 1.02
//   7x7 by 2, 3-64 at 224                          0.97 to 1.01   0.99 to 1.01   1.01 to 1.03   1.03 to 1.05
//   planes of 49: 3x3 512-512; 1x1 2048-512        1.05 to 1.4; 0.95 to 1.1   1.0 to 1.17; 0.95 to 1.1   0.86 to 0.96; 0.94 to 1.0   as 2 MB
//   planes of 16 and 9: 256-256, 64-64             0.98 to 1.2    1.0 to 1.07    1.0            1.0
// So 1 MB (kPatchBytes): 2 would be a tenth faster for deep channels of 7 x 7, which Winograd's algorithm does, and no faster
// elsewhere.
#include "cpu/gemm/gemm.h"
#include "lab/attempts.h"
#include "lab/kernel_file.h"
#include "op/infer.h"
#include "op/kernels.h"

// The library's matrix product.
namespace torch::inline rushlight {
template <> const GemmKernels& cpu_table<GemmKernels, Isa::RUSHLIGHT_ISA>() {
  return cpu_kernels<GemmKernels>();
}
}  // namespace torch::inline rushlight

#include "ops/conv/conv_cpu.cpp"

namespace {

using namespace rushlight;

struct Layer {
  int64_t n, c, size, oc, kernel, pad, groups = 1, stride = 1;
  int64_t out() const { return (size + 2 * pad - kernel) / stride + 1; }
  ConvWindow window() const {
    return {.stride_h = stride, .stride_w = stride, .pad_h = pad, .pad_w = pad, .groups = groups};
  }
};

// The operands of a pass. What it computes is an operand of the others.
struct Problem {
  Layer l;
  Pass pass;
  Tensor x, w, y;
  Problem(const Layer& layer, Pass p)
      : l(layer),
        pass(p),
        x(randn({l.n, l.c, l.size, l.size})),
        w(randn({l.oc, l.c / l.groups, l.kernel, l.kernel})),
        y(randn({l.n, l.oc, l.out(), l.out()})) {}
  ConvSizes sizes() const { return sizes_of(l.window(), view_of(x), view_of(w), view_of(y)); }
  const Tensor& result() const { return pass == Pass::kForward ? y : pass == Pass::kGradIn ? x : w; }
};

lab::Results run(const Problem& p, const NativeWay& way) {
  const Tensor to = empty(p.result().sizes());
  const ConvSizes s = p.sizes();
  const View x = view_of(p.x), w = view_of(p.w), y = view_of(p.y), out = view_of(to);
  if (p.pass == Pass::kForward) forward_by<float>(way, s, x, w, {}, out);
  else if (p.pass == Pass::kGradIn) grad_in_by<float>(way, s, y, w, {}, out);
  else grad_weight_by<float>(way, s, y, x, out);
  return {to};
}
lab::Results kernel(const Problem& p) {
  const Tensor to = empty(p.result().sizes());
  const ConvKernels& kernels = cpu_kernels<ConvKernels>();
  const View x = view_of(p.x), w = view_of(p.w), y = view_of(p.y), out = view_of(to);
  if (p.pass == Pass::kForward) kernels.forward(p.l.window(), x, w, {}, out);
  else if (p.pass == Pass::kGradIn) kernels.grad_in(p.l.window(), y, w, {}, out);
  else kernels.grad_weight(p.l.window(), y, x, out);
  return {to};
}

// A direct sum in double.
Tensor exact(const Problem& p) {
  const Layer& l = p.l;
  const int64_t in = l.c / l.groups, each = l.oc / l.groups, out = l.out(), k = l.kernel;
  const Tensor to = zeros(p.result().sizes(), kDouble);
  const float *x = p.x.data_ptr<float>(), *w = p.w.data_ptr<float>(), *y = p.y.data_ptr<float>();
  double* sum = to.data_ptr<double>();
  for (int64_t n = 0; n < l.n; ++n)
    for (int64_t o = 0; o < l.oc; ++o)
      for (int64_t c = 0; c < in; ++c)
        for (int64_t a = 0; a < k; ++a)
          for (int64_t b = 0; b < k; ++b)
            for (int64_t i = 0; i < out; ++i)
              for (int64_t j = 0; j < out; ++j) {
                const int64_t h = i * l.stride + a - l.pad, v = j * l.stride + b - l.pad;
                if (h < 0 || v < 0 || h >= l.size || v >= l.size) continue;
                const int64_t at_x = ((n * l.c + o / each * in + c) * l.size + h) * l.size + v,
                              at_w = ((o * in + c) * k + a) * k + b,
                              at_y = ((n * l.oc + o) * out + i) * out + j;
                if (p.pass == Pass::kForward) sum[at_y] += double(x[at_x]) * w[at_w];
                else if (p.pass == Pass::kGradIn) sum[at_x] += double(y[at_y]) * w[at_w];
                else sum[at_w] += double(y[at_y]) * x[at_x];
              }
  return to;
}

// All forms that can do the pass; images go together in eights.
std::vector<lab::Attempt> attempts(const Problem& p, bool by_patch_bytes) {
  const ConvSizes s = p.sizes();
  std::vector<lab::Attempt> all;
  const auto add = [&](const char* name, bool can, const NativeWay& way) {
    if (can) all.push_back({name, [=] { return run(p, way); }});
  };
  const bool back = p.pass == Pass::kGradIn;
  const bool unit = p.l.stride == 1 || !back;
  add("whole", is_whole(s), {NativeForm::kWhole});
  add("lanes", s.c == 1 && s.oc == 1 && s.k.groups > 1, {NativeForm::kLanes});
  add("walk", unit && s.kernel_h * s.kernel_w > 1, {NativeForm::kWalk});
  add("2 together", s.n > 1, {NativeForm::kTogether, 2});
  add("8 together", s.n >= 8, {NativeForm::kTogether, 8});
  add("strips", true, {NativeForm::kStrips});
  if (by_patch_bytes) {
    const int64_t plane = p.pass == Pass::kGradWeight ? kShortPlaneOfSum : kShortPlane;
    const auto add_bytes = [&](const char* name, int64_t bytes) {
      const int64_t images = images_together<float>(s, plane, bytes);
      add(name, true, {images > 1 ? NativeForm::kTogether : NativeForm::kStrips, images, bytes});
    };
    add_bytes("1/4 MB of patches", kPatchBytes / 4);
    add_bytes("1/2 MB", kPatchBytes / 2);
    add_bytes("1 MB", kPatchBytes);
    add_bytes("2 MB", kPatchBytes * 2);
    add_bytes("4 MB", kPatchBytes * 4);
  }
  all.push_back({"the kernel", [=] { return kernel(p); }});
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  set_num_threads(1);
  NoGradGuard guard;
  manual_seed(1);
  constexpr const char* kPasses[] = {"forward", "grad_in", "grad_weight"};
  const std::string wish = argc > 1 ? argv[1] : "";
  const auto report = [&](const std::string& name, const Layer& l, bool by_patch_bytes = false) {
    if (name.find(wish) == std::string::npos) return;
    for (const Pass pass : {Pass::kForward, Pass::kGradIn, Pass::kGradWeight}) {
      const Problem p(l, pass);
      lab::compare(name + ", " + kPasses[int(pass)], {exact(p)}, 1e-5, attempts(p, by_patch_bytes));
    }
  };
  report("patches 64-64 of 5 at 56", {1, 64, 56, 64, 5, 2}, true);
  report("patches 32-64 at 112", {1, 32, 112, 64, 3, 1}, true);
  report("patches 64-128 by 2 at 56", {2, 64, 56, 128, 3, 1, 1, 2}, true);
  report("patches 3-64 of 7 by 2 at 224", {1, 3, 224, 64, 7, 3, 1, 2}, true);
  report("patches 512-512 at 7", {16, 512, 7, 512, 3, 1}, true);
  report("patches 2048-512 of 1 at 7", {16, 2048, 7, 512, 1, 0}, true);
  report("patches 256-256 at 4", {32, 256, 4, 256, 3, 1}, true);
  report("patches 64-64 at 3", {64, 64, 3, 64, 3, 1}, true);
  report("whole 16-120 at 5", {64, 16, 5, 120, 5, 0});
  report("whole 128-100 at 4", {32, 128, 4, 100, 4, 0});
  for (int64_t size : {1, 2, 3, 4, 6, 8, 11, 12})
    report("64-64, plane of " + std::to_string(size * size), {32, 64, size, 64, 3, 1});
  for (int64_t c : {1, 8, 28, 48}) report("taps " + std::to_string(9 * c), {4, c, 28, 32, 3, 1});
  for (int64_t oc : {3, 8, 16, 32, 64, 128})
    for (int64_t kernel : {3, 7})
      report("few outputs 32-" + std::to_string(oc) + " of " + std::to_string(kernel),
             {2, 32, 28, oc, kernel, kernel / 2});
  for (int64_t oc : {16, 64, 128}) report("by 2, 64-" + std::to_string(oc), {4, 64, 28, oc, 3, 1, 1, 2});
  for (int64_t c : {1, 2, 4, 8}) report("groups of " + std::to_string(c), {4, 16 * c, 28, 16 * c, 3, 1, 16});
  for (int64_t size : {14, 40})
    for (int64_t c : {8, 12, 14, 15, 16})
      report("depthwise at " + std::to_string(size) + ", " + std::to_string(c), {4, c, size, c, 3, 1, c});
  for (int64_t size : {28, 48, 56, 72, 88})
    report("depthwise, plane of " + std::to_string(size * size), {2, 32, size, 32, 3, 1, 32});
  for (int64_t size : {28, 56, 80, 112})
    report("depthwise by 2, plane of " + std::to_string(size * size), {2, 32, size, 32, 3, 1, 32, 2});
}

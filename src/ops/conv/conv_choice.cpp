// The choice of implementation of a convolution (see conv_op.h): form_of is the list. native_form.h has that of the native
// kernel.
#include <atomic>

#include "core/env_switch.h"
#include "op/kernels.h"
#include "ops/conv/conv_op.h"
#include "ops/conv/phases.h"
#include "ops/conv/winograd.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

ConvShape shape_of(const ConvWindow& k, const View& x, const View& w, const View& y) {
  const bool flat = k.dims == 1;
  const int d = x.dims - k.dims;  // where the spatial dimensions begin
  ConvShape s{};
  s.n = d == 2 ? x.sizes[0] : 1;
  s.ic = x.sizes[d - 1], s.oc = w.sizes[0];
  s.ih = flat ? 1 : x.sizes[d], s.iw = x.sizes[x.dims - 1];
  s.oh = flat ? 1 : y.sizes[d], s.ow = y.sizes[y.dims - 1];
  s.kh = flat ? 1 : w.sizes[2], s.kw = w.sizes[w.dims - 1];
  s.stride_h = k.stride_h, s.stride_w = k.stride_w;
  s.pad_h = k.pad_h, s.pad_w = k.pad_w;
  s.dilation_h = k.dilation_h, s.dilation_w = k.dilation_w;
  s.groups = k.groups;
  return s;
}

enum class Form { kWinograd, kPhases, kNative };

constexpr double kShare = 0.5;

double products_of(const ConvShape& s) {
  return static_cast<double>(s.n * s.oc * s.oh * s.ow * (s.ic / s.groups) * s.kh * s.kw);
}

// Whether Winograd is the fastest form of `products`, as the convolution `s` (bench/lab/conv.cpp has the figures): its
// transforms need channels to be worth their while, fewer where these are in groups or the gradient of a 5x5 weight is asked
// for, and tiles that the results fill, so that it makes no more than a `share` of the products.
bool worth_winograd(const ConvShape& s, double products, double share, Pass pass) {
  const int64_t step = 7 - s.kh;
  const int64_t tiles = s.n * ((s.oh + step - 1) / step) * ((s.ow + step - 1) / step);
  const int64_t ic = s.ic / s.groups, oc = s.oc / s.groups;
  const bool early = pass == Pass::kGradWeight && s.kh == 5;
  const int64_t least = s.groups > 1 ? 64 : early ? 96 : 128;
  return winograd_is_accurate(s, pass) && ic >= (early ? 6 : 8) && oc >= 8 && ic * oc >= least &&
         tiles >= 3 && static_cast<double>(36 * tiles * s.ic * oc) <= share * products;
}

// The same of windows that step or are dilated: taking tensors apart needs more channels still. Steps that divide the kernel
// leave no taps of zeros, and are where products over patches do worst.
bool worth_phases(const ConvWindow& k, const ConvShape& s, Pass pass) {
  const bool steps = k.stride_h * k.stride_w > 1, dilated = k.dilation_h * k.dilation_w > 1;
  if (k.groups != 1 || k.dims != 2 || steps == dilated) return false;
  const ConvShape plain = phased(s);
  const int64_t least = pass == Pass::kForward ? 32 : 16;
  const bool even = steps && s.kh % s.stride_h == 0 && s.kw % s.stride_w == 0;
  const double share = even ? 0.75 : kShare;
  return plain.ic >= least && plain.oc >= least && phases_fit(plain) &&
         worth_winograd(plain, products_of(s), share, pass);
}

// The first line that applies to a convolution of `x` decides.
Form form_of(const ConvWindow& k, const View& x, const ConvShape& s, Pass pass) {
  if (x.dtype != kFloat || k.dims == 3) return Form::kNative;
  if (!winograd_enabled() || products_of(s) < 100000) return Form::kNative;
  if (winograd_fits(k, s.kh, s.kw) && worth_winograd(s, products_of(s), kShare, pass)) return Form::kWinograd;
  return worth_phases(k, s, pass) ? Form::kPhases : Form::kNative;
}

std::atomic<bool>& winograd_switch() {
  static std::atomic<bool> on{on_in_environment("RUSHLIGHT_WINOGRAD")};
  return on;
}

}  // namespace

bool winograd_enabled() { return winograd_switch().load(std::memory_order_relaxed); }
void set_winograd_enabled(bool on) { winograd_switch().store(on, std::memory_order_relaxed); }

void conv_forward(const ConvWindow& window, const View& x, const View& w, const View& bias, const View& y) {
  const ConvShape s = shape_of(window, x, w, y);
  const Form form = form_of(window, x, s, Pass::kForward);
  if (form == Form::kWinograd) return kernels<WinogradKernels>(x).forward(window, x, w, bias, y);
  if (form == Form::kPhases) return phased_forward(s, x, w, bias, y);
  kernels<ConvKernels>(x).forward(window, x, w, bias, y);
}

void conv_grad_input(const ConvWindow& window, const View& grad_y, const View& w, const View& bias,
                     const View& grad_x) {
  const ConvShape s = shape_of(window, grad_x, w, grad_y);
  const Form form = form_of(window, grad_y, s, Pass::kGradIn);
  if (form == Form::kWinograd)
    return kernels<WinogradKernels>(grad_y).grad_in(window, grad_y, w, bias, grad_x);
  if (form == Form::kPhases) return phased_grad_input(s, grad_y, w, bias, grad_x);
  kernels<ConvKernels>(grad_y).grad_in(window, grad_y, w, bias, grad_x);
}

void conv_grad_weight(const ConvWindow& window, const View& grad_y, const View& x, const View& grad_w) {
  const ConvShape s = shape_of(window, x, grad_w, grad_y);
  const Form form = form_of(window, x, s, Pass::kGradWeight);
  if (form == Form::kWinograd) return kernels<WinogradKernels>(x).grad_weight(window, grad_y, x, grad_w);
  if (form == Form::kPhases) return phased_grad_weight(s, grad_y, x, grad_w);
  kernels<ConvKernels>(x).grad_weight(window, grad_y, x, grad_w);
}

}  // namespace torch::inline rushlight

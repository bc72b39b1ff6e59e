// Taking tensors apart into phases and putting them together again (see phases.h), and the convolution in between.
#include "ops/conv/phases.h"

#include <vector>

#include "cpu/scratch.h"
#include "op/kernels.h"
#include "ops/conv/winograd.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kThreadWork = 32768;  // elements worth a thread

int64_t pieces(int64_t all, int64_t one) { return (all + one - 1) / one; }

// How the planes (n, c, h, w) of a tensor are taken apart: element (i, j) of phase (a, b) is the plane's element
// (i * step_h + a - pad_h, j * step_w + b - pad_w), zero outside.
struct Phases {
  int64_t n, c, h, w, step_h, step_w, pad_h, pad_w;
  int64_t part_h, part_w;  // sizes of a phase
  bool images;             // the phases are images, not channels

  int64_t count() const { return step_h * step_w; }
  int64_t plane() const { return h * w; }
  int64_t part() const { return part_h * part_w; }
  // Which of all small planes is phase r of plane `p`.
  int64_t place(int64_t p, int64_t r) const {
    return images ? (p / c * count() + r) * c + p % c : p * count() + r;
  }
  // Calls body(phase, element of it, element of the plane) for all elements that both have.
  template <class Body> void each_element(const Body& body) const {
    for (int64_t r = 0; r < count(); ++r)
      for (int64_t i = 0; i < part_h; ++i)
        for (int64_t j = 0; j < part_w; ++j) {
          const int64_t y = i * step_h + r / step_w - pad_h, x = j * step_w + r % step_w - pad_w;
          if (y >= 0 && y < h && x >= 0 && x < w) body(r, i * part_w + j, y * w + x);
        }
  }
};

// A contiguous float32 tensor of four dimensions.
class Tensor4 {
 public:
  Tensor4(float* data, int64_t n, int64_t c, int64_t h, int64_t w)
      : sizes_{n, c, h, w}, strides_{c * h * w, h * w, w, 1} {
    view_.data = data, view_.sizes = sizes_, view_.strides = strides_;
    view_.numel = n * c * h * w;
    view_.dtype = kFloat, view_.dims = 4;
  }
  Tensor4(const Tensor4&) = delete;
  Tensor4& operator=(const Tensor4&) = delete;
  const View& view() const { return view_; }

 private:
  int64_t sizes_[4], strides_[4];
  View view_;
};

// A tensor of phases in memory of its own.
class Parts {
 public:
  explicit Parts(const Phases& p)
      : p_(p),
        space_(p.n * p.c * p.count() * p.part()),
        tensor_(space_.data, p.images ? p.n * p.count() : p.n, p.images ? p.c : p.c * p.count(), p.part_h,
                p.part_w) {}
  const View& view() const { return tensor_.view(); }

  // Takes `whole` apart.
  void split(const View& whole) {
    std::vector<int32_t> from(static_cast<size_t>(p_.count() * p_.part()), -1);
    p_.each_element([&](int64_t r, int64_t at, int64_t element) {
      from[static_cast<size_t>(r * p_.part() + at)] = static_cast<int32_t>(element);
    });
    each_plane([&](int64_t plane) {
      const float* in = whole.as<const float>() + plane * p_.plane();
      const int32_t* next = from.data();
      for (int64_t r = 0; r < p_.count(); ++r) {
        float* const out = space_.data + p_.place(plane, r) * p_.part();
        for (int64_t i = 0; i < p_.part(); ++i, ++next) out[i] = *next < 0 ? 0.f : in[*next];
      }
    });
  }
  // Puts `whole` together, with its channels' bias where it is defined. Elements that are in no phase are zeros.
  void join(const View& whole, const View& bias) const {
    std::vector<int64_t> from(static_cast<size_t>(p_.plane()), -1);
    const int64_t step = (p_.place(0, 1) - p_.place(0, 0)) * p_.part();  // between the phases of a plane
    p_.each_element(
        [&](int64_t r, int64_t at, int64_t element) { from[static_cast<size_t>(element)] = r * step + at; });
    each_plane([&](int64_t plane) {
      const float* in = space_.data + p_.place(plane, 0) * p_.part();
      const float add = bias.defined() ? bias.as<const float>()[plane % p_.c] : 0.f;
      float* const out = whole.as<float>() + plane * p_.plane();
      for (int64_t i = 0; i < p_.plane(); ++i) {
        const int64_t at = from[static_cast<size_t>(i)];
        out[i] = (at < 0 ? 0.f : in[at]) + add;
      }
    });
  }

 private:
  template <class Body> void each_plane(const Body& body) const {
    parallel_for(0, p_.n * p_.c, kThreadWork / (p_.count() * p_.part()) + 1,
                 [&](int64_t first, int64_t last) {
                   for (int64_t i = first; i < last; ++i) body(i);
                 });
  }

  const Phases p_;
  Scratch<float> space_;
  Tensor4 tensor_;
};

bool is_dilated(const ConvShape& s) { return s.dilation_h > 1 || s.dilation_w > 1; }

// Of the input the padding is left to the plain convolution, but for what is less than a step.
Phases of_input(const ConvShape& s) {
  const ConvShape plain = phased(s);
  const bool images = is_dilated(s);
  const int64_t step_h = images ? s.dilation_h : s.stride_h, step_w = images ? s.dilation_w : s.stride_w;
  return {s.n,      s.ic,     s.ih,  s.iw, step_h, step_w, s.pad_h % step_h, s.pad_w % step_w,
          plain.ih, plain.iw, images};
}
Phases of_weight(const ConvShape& s) {
  const ConvShape plain = phased(s);
  return {s.oc, s.ic, s.kh, s.kw, s.stride_h, s.stride_w, 0, 0, plain.kh, plain.kw, false};
}
Phases of_output(const ConvShape& s) {
  const ConvShape plain = phased(s);
  return {s.n, s.oc, s.oh, s.ow, s.dilation_h, s.dilation_w, 0, 0, plain.oh, plain.ow, true};
}

ConvWindow window_of(const ConvShape& s) {
  const ConvShape plain = phased(s);
  return {.pad_h = plain.pad_h, .pad_w = plain.pad_w};
}

const WinogradKernels& winograd(const View& x) { return kernels<WinogradKernels>(x); }

}  // namespace

ConvShape phased(const ConvShape& s) {
  ConvShape p = s;
  const bool dilated = is_dilated(s);
  const int64_t step_h = dilated ? s.dilation_h : s.stride_h, step_w = dilated ? s.dilation_w : s.stride_w;
  if (dilated) {
    p.n = s.n * step_h * step_w;
    p.oh = pieces(s.oh, step_h), p.ow = pieces(s.ow, step_w);
  } else {
    p.ic = s.ic * step_h * step_w;
    p.kh = pieces(s.kh, step_h), p.kw = pieces(s.kw, step_w);
  }
  p.stride_h = p.stride_w = p.dilation_h = p.dilation_w = 1;
  p.pad_h = s.pad_h / step_h, p.pad_w = s.pad_w / step_w;
  p.ih = pieces(s.ih + s.pad_h % step_h, step_h), p.iw = pieces(s.iw + s.pad_w % step_w, step_w);
  return p;
}

void phased_forward(const ConvShape& s, const View& x, const View& w, const View& bias, const View& y) {
  Parts in(of_input(s));
  in.split(x);
  if (is_dilated(s)) {
    const Parts out(of_output(s));
    winograd(x).forward(window_of(s), in.view(), w, bias, out.view());
    return out.join(y, {});
  }
  Parts weight(of_weight(s));
  weight.split(w);
  winograd(x).forward(window_of(s), in.view(), weight.view(), bias, y);
}

void phased_grad_input(const ConvShape& s, const View& grad_y, const View& w, const View& bias,
                       const View& grad_x) {
  const Parts in(of_input(s));
  if (is_dilated(s)) {
    Parts out(of_output(s));
    out.split(grad_y);
    winograd(grad_y).grad_in(window_of(s), out.view(), w, {}, in.view());
  } else {
    Parts weight(of_weight(s));
    weight.split(w);
    winograd(grad_y).grad_in(window_of(s), grad_y, weight.view(), {}, in.view());
  }
  in.join(grad_x, bias);
}

void phased_grad_weight(const ConvShape& s, const View& grad_y, const View& x, const View& grad_w) {
  Parts in(of_input(s));
  in.split(x);
  if (is_dilated(s)) {
    Parts out(of_output(s));
    out.split(grad_y);
    return winograd(x).grad_weight(window_of(s), out.view(), in.view(), grad_w);
  }
  const Parts weight(of_weight(s));
  winograd(x).grad_weight(window_of(s), grad_y, in.view(), weight.view());
  weight.join(grad_w, {});
}

}  // namespace torch::inline rushlight

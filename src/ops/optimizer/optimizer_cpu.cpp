// CPU kernels of the optimizer updates: plain loops over one run, which the compiler vectorises. Every choice that does
// not change along the run is a template argument or a number made before the loop.
#include "ops/optimizer/optimizer.h"

#include <cmath>

namespace torch::inline rushlight {
namespace {

template <class T, bool kMomentum> void sgd_run(const SgdStep& s, const StepRun& r) {
  T* __restrict p = static_cast<T*>(r.param);
  T* __restrict buffer = static_cast<T*>(r.state[0]);
  const T* __restrict g = static_cast<const T*>(r.grad);
  const T lr = static_cast<T>(s.lr), decay = static_cast<T>(s.weight_decay),
          momentum = s.first ? T(0) : static_cast<T>(s.momentum);
  const T fresh = s.first ? T(1) : static_cast<T>(1 - s.dampening);
  // The direction is the buffer, or with nesterov the gradient plus momentum times the buffer.
  const T from_grad = s.nesterov ? T(1) : T(0), from_buffer = s.nesterov ? static_cast<T>(s.momentum) : T(1);
  // Cleared, not passed over in the loop, which would then not become vectors.
  if (kMomentum && s.first)
    for (int64_t i = 0; i < r.n; ++i) buffer[i] = 0;
  for (int64_t i = 0; i < r.n; ++i) {
    T d = g[i] + decay * p[i];
    if constexpr (kMomentum) {
      const T b = momentum * buffer[i] + fresh * d;
      buffer[i] = b;
      d = from_grad * d + from_buffer * b;
    }
    p[i] -= lr * d;
  }
}

template <class T, bool kAmsgrad> void adam_run(const AdamStep& s, const StepRun& r) {
  T* __restrict p = static_cast<T*>(r.param);
  T* __restrict m = static_cast<T*>(r.state[0]);
  T* __restrict v = static_cast<T*>(r.state[1]);
  T* __restrict top = static_cast<T*>(r.state[2]);
  const T* __restrict g = static_cast<const T*>(r.grad);
  const double step = static_cast<double>(s.step);
  const T rate = static_cast<T>(s.lr / (1 - std::pow(s.beta1, step)));
  const T root = static_cast<T>(std::sqrt(1 - std::pow(s.beta2, step)));
  const T keep = s.decoupled ? static_cast<T>(1 - s.lr * s.weight_decay) : T(1);
  const T decay = s.decoupled ? T(0) : static_cast<T>(s.weight_decay);
  const T b1 = static_cast<T>(1 - s.beta1), b2 = static_cast<T>(s.beta2), c2 = static_cast<T>(1 - s.beta2),
          eps = static_cast<T>(s.eps);
  for (int64_t i = 0; i < r.n; ++i) {
    const T d = g[i] + decay * p[i];
    const T mean = m[i] + b1 * (d - m[i]);
    const T square = b2 * v[i] + c2 * d * d;
    m[i] = mean;
    v[i] = square;
    T largest = square;
    if constexpr (kAmsgrad) {
      largest = top[i] > square ? top[i] : square;
      top[i] = largest;
    }
    p[i] = keep * p[i] - rate * (mean / (std::sqrt(largest) / root + eps));
  }
}

template <class T, bool kCentered, bool kMomentum> void rmsprop_run(const RmspropStep& s, const StepRun& r) {
  T* __restrict p = static_cast<T*>(r.param);
  T* __restrict v = static_cast<T*>(r.state[0]);
  T* __restrict mean = static_cast<T*>(r.state[1]);
  T* __restrict buffer = static_cast<T*>(r.state[2]);
  const T* __restrict g = static_cast<const T*>(r.grad);
  const T lr = static_cast<T>(s.lr), alpha = static_cast<T>(s.alpha), rest = static_cast<T>(1 - s.alpha),
          eps = static_cast<T>(s.eps);
  const T decay = static_cast<T>(s.weight_decay), momentum = static_cast<T>(s.momentum);
  for (int64_t i = 0; i < r.n; ++i) {
    const T d = g[i] + decay * p[i];
    const T square = alpha * v[i] + rest * d * d;
    v[i] = square;
    T spread = square;
    if constexpr (kCentered) {
      mean[i] += rest * (d - mean[i]);
      spread -= mean[i] * mean[i];
    }
    const T direction = d / (std::sqrt(spread) + eps);
    if constexpr (kMomentum) {
      buffer[i] = momentum * buffer[i] + direction;
      p[i] -= lr * buffer[i];
    } else {
      p[i] -= lr * direction;
    }
  }
}

template <class T> void adagrad_run(const AdagradStep& s, const StepRun& r) {
  T* __restrict p = static_cast<T*>(r.param);
  T* __restrict sum = static_cast<T*>(r.state[0]);
  const T* __restrict g = static_cast<const T*>(r.grad);
  const T rate = static_cast<T>(s.lr / (1 + static_cast<double>(s.step - 1) * s.lr_decay));
  const T decay = static_cast<T>(s.weight_decay), eps = static_cast<T>(s.eps);
  for (int64_t i = 0; i < r.n; ++i) {
    const T d = g[i] + decay * p[i];
    sum[i] += d * d;
    p[i] -= rate * (d / (std::sqrt(sum[i]) + eps));
  }
}

// What Adam's relatives do with the moments: the step is (from_grad * gradient + from_mean * mean) over the root of the
// square, or over 1 when it is not kAdaptive.
struct Moments {
  double lr, beta1, beta2, eps, weight_decay;
  bool decoupled;
  double from_grad, from_mean, root;
};

template <class T, bool kAdaptive> void moments_run(const Moments& s, const StepRun& r) {
  T* __restrict p = static_cast<T*>(r.param);
  T* __restrict m = static_cast<T*>(r.state[0]);
  T* __restrict v = static_cast<T*>(r.state[1]);
  const T* __restrict g = static_cast<const T*>(r.grad);
  const T keep = s.decoupled ? static_cast<T>(1 - s.lr * s.weight_decay) : T(1);
  const T decay = s.decoupled ? T(0) : static_cast<T>(s.weight_decay);
  const T b1 = static_cast<T>(1 - s.beta1), b2 = static_cast<T>(s.beta2), c2 = static_cast<T>(1 - s.beta2),
          eps = static_cast<T>(s.eps);
  const T from_grad = static_cast<T>(s.from_grad), from_mean = static_cast<T>(s.from_mean),
          root = static_cast<T>(s.root);
  for (int64_t i = 0; i < r.n; ++i) {
    const T d = g[i] + decay * p[i];
    const T mean = m[i] + b1 * (d - m[i]);
    const T square = b2 * v[i] + c2 * d * d;
    m[i] = mean;
    v[i] = square;
    T change = from_grad * d + from_mean * mean;
    if constexpr (kAdaptive) change /= std::sqrt(square) / root + eps;
    p[i] = keep * p[i] - change;
  }
}

template <class T> void adamax_run(const AdamaxStep& s, const StepRun& r) {
  T* __restrict p = static_cast<T*>(r.param);
  T* __restrict m = static_cast<T*>(r.state[0]);
  T* __restrict norm = static_cast<T*>(r.state[1]);
  const T* __restrict g = static_cast<const T*>(r.grad);
  const T rate = static_cast<T>(s.lr / (1 - std::pow(s.beta1, static_cast<double>(s.step))));
  const T b1 = static_cast<T>(1 - s.beta1), b2 = static_cast<T>(s.beta2), eps = static_cast<T>(s.eps),
          decay = static_cast<T>(s.weight_decay);
  for (int64_t i = 0; i < r.n; ++i) {
    const T d = g[i] + decay * p[i];
    const T mean = m[i] + b1 * (d - m[i]);
    const T old = b2 * norm[i], now = std::abs(d) + eps;
    const T largest = now > old || now != now ? now : old;  // NaN stays, whichever it is
    m[i] = mean;
    norm[i] = largest;
    p[i] -= rate * (mean / largest);
  }
}

template <class T> void adadelta_run(const AdadeltaStep& s, const StepRun& r) {
  T* __restrict p = static_cast<T*>(r.param);
  T* __restrict v = static_cast<T*>(r.state[0]);
  T* __restrict moved = static_cast<T*>(r.state[1]);
  const T* __restrict g = static_cast<const T*>(r.grad);
  const T lr = static_cast<T>(s.lr), rho = static_cast<T>(s.rho), rest = static_cast<T>(1 - s.rho),
          eps = static_cast<T>(s.eps), decay = static_cast<T>(s.weight_decay);
  for (int64_t i = 0; i < r.n; ++i) {
    const T d = g[i] + decay * p[i];
    const T square = rho * v[i] + rest * d * d;
    const T change = std::sqrt(moved[i] + eps) / std::sqrt(square + eps) * d;
    v[i] = square;
    moved[i] = rho * moved[i] + rest * change * change;
    p[i] -= lr * change;
  }
}

void sgd(const SgdStep& s, const StepRun& r, ScalarType t) {
  const bool momentum = r.state[0] != nullptr;
  if (t == kFloat) momentum ? sgd_run<float, true>(s, r) : sgd_run<float, false>(s, r);
  else momentum ? sgd_run<double, true>(s, r) : sgd_run<double, false>(s, r);
}
void adam(const AdamStep& s, const StepRun& r, ScalarType t) {
  if (t == kFloat) s.amsgrad ? adam_run<float, true>(s, r) : adam_run<float, false>(s, r);
  else s.amsgrad ? adam_run<double, true>(s, r) : adam_run<double, false>(s, r);
}
template <class T> void rmsprop_typed(const RmspropStep& s, const StepRun& r) {
  const bool momentum = r.state[2] != nullptr;
  if (s.centered) momentum ? rmsprop_run<T, true, true>(s, r) : rmsprop_run<T, true, false>(s, r);
  else momentum ? rmsprop_run<T, false, true>(s, r) : rmsprop_run<T, false, false>(s, r);
}
void rmsprop(const RmspropStep& s, const StepRun& r, ScalarType t) {
  t == kFloat ? rmsprop_typed<float>(s, r) : rmsprop_typed<double>(s, r);
}
void adagrad(const AdagradStep& s, const StepRun& r, ScalarType t) {
  t == kFloat ? adagrad_run<float>(s, r) : adagrad_run<double>(s, r);
}
void nadam(const NadamStep& s, const StepRun& r, ScalarType t) {
  const double mu = s.mu(s.step), next = s.mu(s.step + 1), product = s.mu_product * mu;
  Moments c{s.lr, s.beta1, s.beta2, s.eps, s.weight_decay, s.decoupled, 0, 0, 1};
  c.from_grad = s.lr * (1 - mu) / (1 - product);
  c.from_mean = s.lr * next / (1 - product * next);
  c.root = std::sqrt(1 - std::pow(s.beta2, static_cast<double>(s.step)));
  t == kFloat ? moments_run<float, true>(c, r) : moments_run<double, true>(c, r);
}
void radam(const RadamStep& s, const StepRun& r, ScalarType t) {
  const double step = static_cast<double>(s.step), power = std::pow(s.beta2, step);
  // Lengths of the moving average of the square: at the end, and now.
  const double last = 2 / (1 - s.beta2) - 1, length = last - 2 * step * power / (1 - power);
  Moments c{s.lr, s.beta1, s.beta2, s.eps, s.weight_decay, s.decoupled, 0, 0, 1};
  c.from_mean = s.lr / (1 - std::pow(s.beta1, step));
  if (length > 5) {
    // The root of the bias correction is a factor here, which leaves eps as it is.
    c.from_mean *= std::sqrt(1 - power) *
                   std::sqrt((length - 4) * (length - 2) * last / ((last - 4) * (last - 2) * length));
    t == kFloat ? moments_run<float, true>(c, r) : moments_run<double, true>(c, r);
  } else {
    t == kFloat ? moments_run<float, false>(c, r) : moments_run<double, false>(c, r);
  }
}
void adamax(const AdamaxStep& s, const StepRun& r, ScalarType t) {
  t == kFloat ? adamax_run<float>(s, r) : adamax_run<double>(s, r);
}
void adadelta(const AdadeltaStep& s, const StepRun& r, ScalarType t) {
  t == kFloat ? adadelta_run<float>(s, r) : adadelta_run<double>(s, r);
}

}  // namespace

template <> const OptimizerKernels& cpu_table<OptimizerKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr OptimizerKernels table{sgd, adam, rmsprop, adagrad, nadam, radam, adamax, adadelta};
  return table;
}

}  // namespace torch::inline rushlight

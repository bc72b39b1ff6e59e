// CPU kernels of the optimizer updates: plain loops over one run, which the compiler vectorises. Every choice that does
// not change along the run is a template argument or a number made before the loop.
#include "ops/optimizer/optimizer.h"

#include <cmath>

namespace rushlight {
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
  for (int64_t i = 0; i < r.n; ++i) {
    T d = g[i] + decay * p[i];
    if constexpr (kMomentum) {
      const T b = s.first ? d : momentum * buffer[i] + fresh * d;
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

}  // namespace

template <> const OptimizerKernels& cpu_table<OptimizerKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr OptimizerKernels table{sgd, adam, rmsprop, adagrad};
  return table;
}

}  // namespace rushlight

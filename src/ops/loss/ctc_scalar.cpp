// Connectionist temporal classification by the forward-backward algorithm of Graves et al. (2006), in logarithms and in
// float64. Sequences are shared out to the threads.
#include "ops/loss/ctc.h"
#include "rushlight/core/allocator.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr double kNever = -__builtin_huge_val();  // log of 0

// log(exp(a) + exp(b) + exp(c)).
double log_sum(double a, double b, double c = kNever) {
  double most = a > b ? a : b;
  most = most > c ? most : c;
  if (most == kNever) return kNever;
  return __builtin_log(__builtin_exp(a - most) + __builtin_exp(b - most) + __builtin_exp(c - most)) + most;
}

// One sequence of the batch.
template <class T> struct Alignment {
  const T* log_probs;  // of its first step; steps lie `stride` apart
  int64_t stride, blank;
  const int64_t* target;
  int64_t length, steps, states;

  Alignment(int64_t blank_class, const View& in, const View& targets, const View& rows, int64_t n)
      : log_probs(in.as<const T>() + n * in.sizes[2]), stride(in.sizes[1] * in.sizes[2]), blank(blank_class) {
    const int64_t* row = rows.as<const int64_t>() + 3 * n;
    target = targets.as<const int64_t>() + row[0];
    length = row[1];
    steps = row[2];
    states = 2 * length + 1;
  }
  int64_t class_of(int64_t state) const { return state % 2 ? target[state / 2] : blank; }
  double at(int64_t step, int64_t state) const {
    return static_cast<double>(log_probs[step * stride + class_of(state)]);
  }
  // Whether the blank before `state` may be left out: between classes that differ.
  bool may_skip(int64_t state) const {
    return state % 2 == 1 && state >= 3 && target[state / 2] != target[state / 2 - 1];
  }
};

template <class T> double fill_alpha(const Alignment<T>& a, int64_t width, double* alpha) {
  if (a.steps == 0) return a.length == 0 ? 0 : -kNever;
  for (int64_t s = 0; s < a.states; ++s) alpha[s] = s < 2 ? a.at(0, s) : kNever;
  for (int64_t t = 1; t < a.steps; ++t) {
    const double* const before = alpha;
    alpha += width;
    for (int64_t s = 0; s < a.states; ++s)
      alpha[s] = a.at(t, s) +
                 log_sum(before[s], s > 0 ? before[s - 1] : kNever, a.may_skip(s) ? before[s - 2] : kNever);
  }
  return -log_sum(alpha[a.states - 1], a.length > 0 ? alpha[a.states - 2] : kNever);
}

// The gradient of one sequence. `beta` is the log-probability of all ways from each state to the end, two rows.
template <class T>
void fill_grad(const Alignment<T>& a, int64_t classes, int64_t width, double loss, double grad,
               const double* alpha, double* beta, double* through, T* grad_in) {
  for (int64_t t = a.steps; t-- > 0;) {
    double* const now = beta + t % 2 * width;
    const double* const next = beta + (t + 1) % 2 * width;
    for (int64_t c = 0; c < classes; ++c) through[c] = kNever;
    for (int64_t s = a.states; s-- > 0;) {
      if (t == a.steps - 1) now[s] = s >= a.states - 2 ? a.at(t, s) : kNever;
      else
        now[s] = a.at(t, s) + log_sum(next[s], s + 1 < a.states ? next[s + 1] : kNever,
                                      s + 2 < a.states && a.may_skip(s + 2) ? next[s + 2] : kNever);
      double& all = through[a.class_of(s)];
      all = log_sum(all, alpha[t * width + s] + now[s]);
    }
    for (int64_t c = 0; c < classes; ++c) {
      const double lp = static_cast<double>(a.log_probs[t * a.stride + c]);
      // Both passes hold this step's probability, which therefore counts once too often.
      const double share = through[c] == kNever ? 0 : __builtin_exp(through[c] + loss - lp);
      grad_in[t * a.stride + c] = static_cast<T>((__builtin_exp(lp) - share) * grad);
    }
  }
}

template <class T>
void forward(int64_t blank, const View& in, const View& targets, const View& rows, const View& loss,
             const View& alpha) {
  const int64_t width = alpha.sizes[2], steps = alpha.sizes[1];
  parallel_for(0, in.sizes[1], 4096 / (width * steps + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t n = first; n < last; ++n)
      loss.as<T>()[n] = static_cast<T>(fill_alpha(Alignment<T>(blank, in, targets, rows, n), width,
                                                  alpha.as<double>() + n * steps * width));
  });
}

template <class T>
void backward(int64_t blank, bool zero_infinity, const View& grad, const View& in, const View& targets,
              const View& rows, const View& loss, const View& alpha, const View& grad_in) {
  const int64_t width = alpha.sizes[2], steps = alpha.sizes[1], classes = in.sizes[2];
  for (int64_t i = 0; i < grad_in.numel; ++i) grad_in.as<T>()[i] = 0;
  parallel_for(0, in.sizes[1], 4096 / (width * steps + 1) + 1, [&](int64_t first, int64_t last) {
    const size_t bytes = static_cast<size_t>(2 * width + classes) * sizeof(double);
    auto* const beta = static_cast<double*>(allocate(bytes));
    for (int64_t n = first; n < last; ++n) {
      const double l = static_cast<double>(loss.as<const T>()[n]);
      if (zero_infinity && l == -kNever) continue;
      fill_grad(Alignment<T>(blank, in, targets, rows, n), classes, width, l,
                static_cast<double>(grad.as<const T>()[n]), alpha.as<const double>() + n * steps * width,
                beta, beta + 2 * width, grad_in.as<T>() + n * classes);
    }
    deallocate(beta, bytes);
  });
}

}  // namespace

template <> const CtcKernels& scalar_table<CtcKernels>() {
  static constexpr CtcKernels table{
      [](int64_t blank, const View& in, const View& targets, const View& rows, const View& loss,
         const View& alpha) {
        (in.dtype == kDouble ? forward<double> : forward<float>)(blank, in, targets, rows, loss, alpha);
      },
      [](int64_t blank, bool zero_infinity, const View& grad, const View& in, const View& targets,
         const View& rows, const View& loss, const View& alpha, const View& grad_in) {
        (in.dtype == kDouble ? backward<double> : backward<float>)(blank, zero_infinity, grad, in, targets,
                                                                   rows, loss, alpha, grad_in);
      }};
  return table;
}

}  // namespace torch::inline rushlight

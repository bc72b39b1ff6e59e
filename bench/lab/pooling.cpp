// The workshop for max pooling, values and the input's gradient, against plain loops in double. Attempts: 1 plain loops, the
// winners as int64 indices, as PyTorch returns them; 2 the operator that returns these indices: vectors, then int64;
// 3 max_pool2d: vectors, and winners as a byte each, their place in the window (max_pool_cpu.cpp).
//
// The time of 1 and 2 divided by that of 3, which the library takes; one core of Zen 3 with AVX2:
//   2 x 2 by 2, planes of 28 x 28    7.2 to 8.3, 1.5   (6 planes only: 3.2 to 3.6, 1.1 to 1.3)
//   3 x 3 by 2, planes of 56 x 56    6.9 to 7.6, 1.05 to 1.08
//   3 x 3 by 1, planes of 14 x 14    3.6, 1.05
//   5 x 5 by 3, planes of 32 x 32    1.9 to 2.0, 1.0
// Bytes are an eighth of the memory besides.
#include "lab/attempts.h"

namespace {

using namespace rushlight;

struct Layer {
  const char* name;
  int64_t planes, size, kernel, stride, pad;
  int64_t out() const { return (size + 2 * pad - kernel) / stride + 1; }
};

// The first largest element of each window, and the gradient of the input.
template <class T> void plain(const Layer& l, const T* x, const T* weight, T* y, int64_t* index, T* grad) {
  std::fill(grad, grad + l.planes * l.size * l.size, T(0));
  for (int64_t p = 0; p < l.planes; ++p, x += l.size * l.size, grad += l.size * l.size)
    for (int64_t i = 0; i < l.out(); ++i)
      for (int64_t j = 0; j < l.out(); ++j, ++y, ++index, ++weight) {
        const int64_t top = i * l.stride - l.pad, left = j * l.stride - l.pad;
        T best = -INFINITY;
        for (int64_t a = std::max<int64_t>(top, 0); a < std::min(top + l.kernel, l.size); ++a)
          for (int64_t b = std::max<int64_t>(left, 0); b < std::min(left + l.kernel, l.size); ++b)
            if (const T v = x[a * l.size + b]; v > best || v != v) best = v, *index = a * l.size + b;
        *y = best;
        grad[*index] += *weight;
      }
}

template <class T> lab::Results plain(const Layer& l, const Tensor& x, const Tensor& weight) {
  const Tensor y = empty(weight.sizes(), x.options().requires_grad(false)),
               grad = empty(x.sizes(), y.options()), index = empty(weight.sizes(), kLong);
  plain(l, x.data_ptr<T>(), weight.data_ptr<T>(), y.data_ptr<T>(), index.data_ptr<int64_t>(),
        grad.data_ptr<T>());
  return {y, grad};
}

}  // namespace

int main() {
  set_num_threads(1);
  for (const Layer& l : {Layer{"2 by 2 of 2048 planes of 28 x 28", 2048, 28, 2, 2, 0},
                         Layer{"3 by 2 of 1024 planes of 56 x 56", 1024, 56, 3, 2, 1},
                         Layer{"3 by 1 of 512 planes of 14 x 14", 512, 14, 3, 1, 1},
                         Layer{"5 by 3 of 512 planes of 32 x 32", 512, 32, 5, 3, 0},
                         Layer{"one image, 2 by 2 of 6 planes of 28 x 28", 6, 28, 2, 2, 0}}) {
    manual_seed(1);
    const Tensor x = randn({1, l.planes, l.size, l.size}).requires_grad_();
    const Tensor weight = randn({1, l.planes, l.out(), l.out()});
    const auto step = [&](auto pool) {
      return [&, pool] { return lab::with_gradients([&] { return pool(x); }, weight, {x}); };
    };
    lab::compare(l.name, plain<double>(l, x.detach().to(kDouble), weight.to(kDouble)), 1e-6,
                 {{"plain loops, int64 indices", [&] { return plain<float>(l, x, weight); }},
                  {"vectors, int64 indices", step([&](const Tensor& t) {
                     return std::get<0>(max_pool2d_with_indices(t, {l.kernel, l.kernel}, {l.stride, l.stride},
                                                                {l.pad, l.pad}));
                   })},
                  {"vectors, bytes", step([&](const Tensor& t) {
                     return max_pool2d(t, {l.kernel, l.kernel}, {l.stride, l.stride}, {l.pad, l.pad});
                   })}});
  }
}

// Calls of operators with dtypes that are seldom met: mixed ones, bytes, 16-bit floats and complex numbers.
#pragma once

#include <cmath>

#include "calls.h"
#include "complex_calls.h"

namespace calls {

inline void dtype(Lines& lines) {
  const auto x = torch::tensor({0., 1., 3.}), y = torch::tensor({2., 1., 2.});
  for (const auto t :
       {torch::kBool, torch::kByte, torch::kLong, torch::kHalf, torch::kFloat, torch::kDouble}) {
    CALL(torch::logit(x.to(t)));
    CALL(torch::logit(x.to(t), 0.25));
    CALL(torch::cosine_similarity(x, y.to(t), 0));
    CALL(torch::cosine_similarity(x, torch::tensor(2.).to(t), 0));
    CALL(torch::cosine_similarity(x.to(torch::kLong), y.to(t), 0));
    if (t == torch::kBool) continue;
    CALL(torch::ldexp(x.to(torch::kHalf), y.to(t)));
    CALL(torch::ldexp(x.to(torch::kDouble), y.to(t) * 300));
    CALL(torch::ldexp(x.to(torch::kLong), y.to(t)));
  }
  CALL(torch::histc(x.to(torch::kHalf), 3));
  CALL(torch::histc(x.to(torch::kBFloat16), 2, 0, 2));
  CALL(torch::polygamma(1, torch::tensor({INFINITY, 0.5f})));
  const auto z = torch::complex(x, y), w = torch::complex(y, -x - 1);
  CALL(torch::logical_not(z - 1));
  CALL(torch::logical_and(z, torch::tensor({true, false, true})));
  CALL(torch::logical_or(x, z - z));
  CALL(torch::logical_xor(z, w));
  CALL(torch::view_as_real(torch::lerp(z, w, 0.25)));
  CALL(torch::view_as_real(torch::lerp(z, w, torch::full({3}, 0.5).to(torch::kComplexFloat))));
  CALL(torch::view_as_real(torch::addcmul(z, w, z, 2)));
  CALL(torch::view_as_real(torch::addcmul(x, w, z)));
  CALL(torch::view_as_real(torch::addcdiv(z, w, z, 0.5)));
  CALL(torch::view_as_real(z.clone().addcmul_(w, z, 2)));
  CALL(torch::view_as_real(z.clone().addcdiv_(w, z)));
  CALL(torch::view_as_real(z.clone().lerp_(w, 0.5)));
  CALL(torch::view_as_real(torch::logsumexp(torch::stack({z, w}), 0)));
  CALL(torch::view_as_real(torch::logsumexp(torch::stack({z, w}), {0, 1}, true)));
  const auto unfolded = [&] {
    auto t = z.detach().clone().set_requires_grad(true);
    torch::view_as_real(t.unfold(0, 2, 1) * w.slice(0, 0, 2)).sum().backward();
    return torch::view_as_real(t.grad());
  };
  CALL(unfolded());
  CALL(torch::view_as_real(torch::stft(z, 2, 1, 2, torch::ones({2}), false, false, true)));
  CALL(torch::cumulative_trapezoid(torch::zeros({3, 0})));
  CALL(torch::cumulative_trapezoid(torch::zeros({0, 3}), 2, 0));
  auto real = x.clone();
  CALL(real.addcmul_(z, w));
  complex_functions(lines);
}

}  // namespace calls

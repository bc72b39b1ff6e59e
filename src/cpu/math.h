// Vector functions that treat NaN as the standard library does. Included by *_cpu.cpp files only.
#pragma once

#include "hwy/contrib/math/math-inl.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// e^x; NaN stays NaN.
template <class D, class V> HWY_INLINE V exp_of(D d, V x) {
  return hn::IfThenElse(hn::IsNaN(x), x, hn::Exp(d, x));
}
/// The natural logarithm of x > 0; NaN stays NaN.
template <class D, class V> HWY_INLINE V log_of(D d, V x) {
  return hn::IfThenElse(hn::IsNaN(x), x, hn::Log(d, x));
}

}  // namespace
}  // namespace torch::inline rushlight

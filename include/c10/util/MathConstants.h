// Numbers of mathematics as constants of any type.
#pragma once

#include <numbers>

#include "torch/namespaces.h"

namespace torch::inline rushlight {

template <class T> inline constexpr T e = std::numbers::e_v<T>;
template <class T> inline constexpr T pi = std::numbers::pi_v<T>;
template <class T> inline constexpr T ln_2 = std::numbers::ln2_v<T>;
template <class T> inline constexpr T ln_10 = std::numbers::ln10_v<T>;
template <class T> inline constexpr T log_2_e = std::numbers::log2e_v<T>;
template <class T> inline constexpr T log_10_e = std::numbers::log10e_v<T>;
template <class T> inline constexpr T golden_ratio = std::numbers::phi_v<T>;
template <class T> inline constexpr T euler = std::numbers::egamma_v<T>;
template <class T> inline constexpr T frac_1_pi = std::numbers::inv_pi_v<T>;
template <class T> inline constexpr T sqrt_3 = std::numbers::sqrt3_v<T>;
template <class T> inline constexpr T sqrt_2 = std::numbers::sqrt2_v<T>;

}  // namespace torch::inline rushlight

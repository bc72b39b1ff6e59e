// How the kernels of normalisation become a table: each is written for float and for double, and the tensors of a call are
// of one of them.
#pragma once

#include "ops/norm/norm.h"

namespace torch::inline rushlight {
namespace {

const View& first_view(const View& v, const auto&...) { return v; }
const View& first_view(const auto&, const auto&... rest) { return first_view(rest...); }

template <auto single, auto wide> struct Both;
template <class... Args, void (*single)(Args...), void (*wide)(Args...)> struct Both<single, wide> {
  static void call(Args... args) { (first_view(args...).dtype == kDouble ? wide : single)(args...); }
};

}  // namespace
}  // namespace torch::inline rushlight

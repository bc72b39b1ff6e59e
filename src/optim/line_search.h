// The line search of LBFGS: a step length at which the loss is low enough and its slope flat enough (the strong Wolfe
// conditions; Nocedal and Wright, algorithms 3.5 and 3.6), by cubic interpolation.
#pragma once

#include <functional>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {
namespace optim {

/// A step length with the loss, the gradient and the slope there.
struct LinePoint {
  double t, loss;
  Tensor grad;
  double slope;
};

/// What the search found, and how often it computed the loss.
struct LineSearchResult {
  LinePoint point;
  int64_t evaluations;
};

/// Searches from `start` (t = 0), trying `first_t` first; `at(t)` computes a point. `longest` is the largest entry of the
/// direction, so that changes below `tolerance` end the search.
LineSearchResult strong_wolfe(const std::function<LinePoint(double t)>& at, const LinePoint& start,
                              double first_t, double longest, double tolerance);

}  // namespace optim
}  // namespace torch::inline rushlight

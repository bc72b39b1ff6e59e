// One element of each row by its rank, which kthvalue and the medians are made of. Next: select.cpp, sort.h.
#pragma once

#include <tuple>

#include "ops/sort/sort.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Value and place of the element of a rank in each row along the last dimension, which stays with size 1; rows are not
/// empty. Equal elements are in the order of their places, NaN is the largest number.
std::tuple<Tensor, Tensor> select_ranked(const Tensor& rows, Rank rank, int64_t k = 0);

}  // namespace torch::inline rushlight

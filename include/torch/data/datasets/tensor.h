// LibTorch's torch/data/datasets/tensor.h.
#pragma once

#include "rushlight/data/tensor_dataset.h"
#include "torch/types.h"

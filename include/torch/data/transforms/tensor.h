// LibTorch's torch/data/transforms/tensor.h.
#pragma once

#include "rushlight/data/transforms.h"
#include "torch/types.h"

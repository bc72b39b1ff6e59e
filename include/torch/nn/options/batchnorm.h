// LibTorch's torch/nn/options/batchnorm.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"

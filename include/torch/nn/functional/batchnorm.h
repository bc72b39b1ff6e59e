// LibTorch's torch/nn/functional/batchnorm.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"

// LibTorch's torch/nn/modules/batchnorm.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"

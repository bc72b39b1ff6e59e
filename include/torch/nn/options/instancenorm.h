// LibTorch's torch/nn/options/instancenorm.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"

// LibTorch's torch/nn/modules/instancenorm.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"

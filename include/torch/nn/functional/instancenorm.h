// LibTorch's torch/nn/functional/instancenorm.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"

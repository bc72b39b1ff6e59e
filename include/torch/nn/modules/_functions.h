// LibTorch's torch/nn/modules/_functions.h.
#pragma once

#include "rushlight/nn/norm.h"
#include "torch/types.h"

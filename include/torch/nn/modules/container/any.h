// LibTorch's torch/nn/modules/container/any.h.
#pragma once

#include "rushlight/nn/any.h"
#include "torch/types.h"

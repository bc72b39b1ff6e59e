// LibTorch's torch/nn/functional/conv.h.
#pragma once

#include "rushlight/nn/conv.h"
#include "rushlight/nn/conv_transpose.h"
#include "torch/types.h"

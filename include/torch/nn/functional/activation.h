// LibTorch's torch/nn/functional/activation.h.
#pragma once

#include "rushlight/nn/activation.h"
#include "rushlight/nn/attention.h"
#include "torch/types.h"

// LibTorch's torch/nn/modules/container/sequential.h.
#pragma once

#include "rushlight/nn/sequential.h"
#include "torch/types.h"

// LibTorch's torch/nn/parallel/data_parallel.h.
#pragma once

#include "rushlight/nn/data_parallel.h"
#include "torch/types.h"

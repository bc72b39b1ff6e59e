// LibTorch's torch/fft.h.
#pragma once

#include "rushlight/ops/fft.h"
#include "torch/types.h"

// LibTorch's torch/data/samplers/random.h.
#pragma once

#include "rushlight/data/samplers.h"
#include "torch/types.h"

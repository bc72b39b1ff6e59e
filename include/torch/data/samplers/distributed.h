// LibTorch's torch/data/samplers/distributed.h.
#pragma once

#include "rushlight/data/samplers.h"
#include "torch/types.h"

// LibTorch's torch/data/samplers/base.h.
#pragma once

#include "rushlight/data/samplers.h"
#include "torch/types.h"

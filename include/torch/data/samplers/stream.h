// LibTorch's torch/data/samplers/stream.h.
#pragma once

#include "rushlight/data/samplers.h"
#include "torch/types.h"

// LibTorch's torch/data/samplers/custom_batch_request.h.
#pragma once

#include "rushlight/data/samplers.h"
#include "torch/types.h"

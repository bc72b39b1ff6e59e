// LibTorch's torch/data/samplers/sequential.h.
#pragma once

#include "rushlight/data/samplers.h"
#include "torch/types.h"

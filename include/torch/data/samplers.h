// LibTorch's torch/data/samplers.h.
#pragma once

#include "rushlight/data/drawn_samplers.h"
#include "rushlight/data/samplers.h"
#include "torch/types.h"

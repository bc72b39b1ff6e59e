// LibTorch's torch/data/samplers/serialize.h.
#pragma once

#include "rushlight/data/samplers.h"
#include "torch/types.h"

// LibTorch's torch/data/transforms.h.
#pragma once

#include "rushlight/data/transforms.h"
#include "torch/types.h"

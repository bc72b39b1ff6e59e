// LibTorch's torch/data/transforms/base.h.
#pragma once

#include "rushlight/data/transforms.h"
#include "torch/types.h"

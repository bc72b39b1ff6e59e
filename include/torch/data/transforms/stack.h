// LibTorch's torch/data/transforms/stack.h.
#pragma once

#include "rushlight/data/transforms.h"
#include "torch/types.h"

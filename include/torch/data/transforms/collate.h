// LibTorch's torch/data/transforms/collate.h.
#pragma once

#include "rushlight/data/transforms.h"
#include "torch/types.h"

// LibTorch's torch/data/datasets/shared.h.
#pragma once

#include "rushlight/data/dataset.h"
#include "torch/types.h"

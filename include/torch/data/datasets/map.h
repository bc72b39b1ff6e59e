// LibTorch's torch/data/datasets/map.h.
#pragma once

#include "rushlight/data/dataset.h"
#include "torch/types.h"

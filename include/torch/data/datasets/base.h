// LibTorch's torch/data/datasets/base.h.
#pragma once

#include "rushlight/data/dataset.h"
#include "torch/types.h"

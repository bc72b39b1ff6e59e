// LibTorch's torch/data/datasets/stateful.h.
#pragma once

#include "rushlight/data/dataset.h"
#include "torch/types.h"

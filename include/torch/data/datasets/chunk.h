// LibTorch's torch/data/datasets/chunk.h.
#pragma once

#include "rushlight/data/chunk_dataset.h"
#include "torch/types.h"

// LibTorch's torch/data/datasets/mnist.h.
#pragma once

#include "rushlight/data/image_datasets.h"
#include "torch/types.h"

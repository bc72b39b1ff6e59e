// LibTorch's torch/data/transforms/lambda.h.
#pragma once

#include "rushlight/data/transforms.h"
#include "torch/types.h"

// LibTorch's torch/nn/functional/embedding.h.
#pragma once

#include "rushlight/nn/embedding.h"
#include "rushlight/nn/embedding_bag.h"
#include "torch/types.h"

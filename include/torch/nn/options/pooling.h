// LibTorch's torch/nn/options/pooling.h.
#pragma once

#include "rushlight/nn/pool.h"
#include "rushlight/nn/pool3d.h"
#include "rushlight/nn/unpool.h"
#include "torch/types.h"

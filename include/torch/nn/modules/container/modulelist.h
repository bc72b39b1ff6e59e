// LibTorch's torch/nn/modules/container/modulelist.h.
#pragma once

#include "rushlight/nn/containers.h"
#include "torch/types.h"

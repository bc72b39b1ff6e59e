// LibTorch's torch/nn/modules/container/moduledict.h.
#pragma once

#include "rushlight/nn/containers.h"
#include "torch/types.h"

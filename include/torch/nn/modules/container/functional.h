// LibTorch's torch/nn/modules/container/functional.h.
#pragma once

#include "rushlight/nn/containers.h"
#include "torch/types.h"

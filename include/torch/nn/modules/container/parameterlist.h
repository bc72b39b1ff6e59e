// LibTorch's torch/nn/modules/container/parameterlist.h.
#pragma once

#include "rushlight/nn/containers.h"
#include "torch/types.h"

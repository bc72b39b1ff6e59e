// LibTorch's torch/nn/modules/container/parameterdict.h.
#pragma once

#include "rushlight/nn/containers.h"
#include "torch/types.h"

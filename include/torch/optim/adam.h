// LibTorch's torch/optim/adam.h.
#pragma once

#include "rushlight/optim/adam.h"
#include "torch/types.h"

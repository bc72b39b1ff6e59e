// LibTorch's torch/optim/lbfgs.h.
#pragma once

#include "rushlight/optim/lbfgs.h"
#include "torch/types.h"

// LibTorch's torch/optim/rmsprop.h.
#pragma once

#include "rushlight/optim/rmsprop.h"
#include "torch/types.h"

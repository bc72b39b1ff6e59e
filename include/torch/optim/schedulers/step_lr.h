// LibTorch's torch/optim/schedulers/step_lr.h.
#pragma once

#include "rushlight/optim/schedulers.h"
#include "torch/types.h"

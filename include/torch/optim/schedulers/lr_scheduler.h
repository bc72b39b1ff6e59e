// LibTorch's torch/optim/schedulers/lr_scheduler.h.
#pragma once

#include "rushlight/optim/schedulers.h"
#include "torch/types.h"

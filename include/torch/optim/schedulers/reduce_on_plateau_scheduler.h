// LibTorch's torch/optim/schedulers/reduce_on_plateau_scheduler.h.
#pragma once

#include "rushlight/optim/plateau.h"
#include "torch/types.h"

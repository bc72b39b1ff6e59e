// LibTorch's torch/optim/adamw.h.
#pragma once

#include "rushlight/optim/adamw.h"
#include "torch/types.h"

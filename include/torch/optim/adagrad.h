// LibTorch's torch/optim/adagrad.h.
#pragma once

#include "rushlight/optim/adagrad.h"
#include "torch/types.h"

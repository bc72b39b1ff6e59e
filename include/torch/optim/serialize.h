// LibTorch's torch/optim/serialize.h.
#pragma once

#include "rushlight/optim/optimizer.h"
#include "rushlight/serialize.h"
#include "torch/types.h"

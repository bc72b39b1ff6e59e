// Optimizers.
#pragma once

#include "rushlight/optim.h"
#include "torch/optim/serialize.h"
#include "torch/types.h"

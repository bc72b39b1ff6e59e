// Optimizers.
#pragma once

#include "rushlight/optim.h"
#include "torch/types.h"

// The layers.
#pragma once

#include "rushlight/nn.h"
#include "torch/types.h"

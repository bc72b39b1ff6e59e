// Work on gradients and parameters.
#pragma once

#include "rushlight/nn/clip_grad.h"
#include "torch/types.h"

// Work on gradients and parameters.
#pragma once

#include "rushlight/nn/clip_grad.h"
#include "rushlight/nn/packed_sequence.h"
#include "torch/types.h"

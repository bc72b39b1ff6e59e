// LibTorch's torch/nn/modules/rnn.h.
#pragma once

#include "rushlight/nn/rnn.h"
#include "torch/types.h"

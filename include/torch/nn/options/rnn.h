// LibTorch's torch/nn/options/rnn.h.
#pragma once

#include "rushlight/nn/rnn.h"
#include "torch/types.h"

// LibTorch's torch/nn/utils/rnn.h.
#pragma once

#include "rushlight/nn/packed_sequence.h"
#include "torch/types.h"

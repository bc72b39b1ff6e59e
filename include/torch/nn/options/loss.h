// LibTorch's torch/nn/options/loss.h.
#pragma once

#include "rushlight/nn/label_loss.h"
#include "rushlight/nn/loss.h"
#include "torch/types.h"

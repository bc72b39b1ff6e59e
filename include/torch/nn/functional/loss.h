// LibTorch's torch/nn/functional/loss.h.
#pragma once

#include "rushlight/nn/label_loss.h"
#include "rushlight/nn/loss.h"
#include "torch/types.h"

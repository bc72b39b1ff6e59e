// LibTorch's torch/nn/functional/loss.h.
#pragma once

#include "rushlight/nn/loss.h"
#include "rushlight/nn/label_loss.h"
#include "torch/types.h"

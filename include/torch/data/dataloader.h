// LibTorch's torch/data/dataloader.h.
#pragma once

#include "rushlight/data/loader.h"
#include "torch/types.h"

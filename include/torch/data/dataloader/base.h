// LibTorch's torch/data/dataloader/base.h.
#pragma once

#include "rushlight/data/loader.h"
#include "torch/types.h"

// LibTorch's torch/data/dataloader_options.h.
#pragma once

#include "rushlight/data/loader_options.h"
#include "torch/types.h"

// LibTorch's torch/data/dataloader/stateful.h.
#pragma once

#include "rushlight/data/loader.h"
#include "torch/types.h"

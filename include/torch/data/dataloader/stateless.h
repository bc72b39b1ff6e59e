// LibTorch's torch/data/dataloader/stateless.h.
#pragma once

#include "rushlight/data/loader.h"
#include "torch/types.h"

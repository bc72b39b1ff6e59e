// LibTorch's torch/data/detail/sequencers.h.
#pragma once

#include "rushlight/data/loader_sequencers.h"
#include "torch/types.h"

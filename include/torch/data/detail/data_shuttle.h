// LibTorch's torch/data/detail/data_shuttle.h.
#pragma once

#include "rushlight/data/loader_queue.h"
#include "torch/types.h"

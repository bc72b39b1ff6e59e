// LibTorch's torch/data/detail/queue.h.
#pragma once

#include "rushlight/data/loader_queue.h"
#include "torch/types.h"

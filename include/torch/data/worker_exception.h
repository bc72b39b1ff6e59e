// LibTorch's torch/data/worker_exception.h.
#pragma once

#include "rushlight/data/worker_exception.h"
#include "torch/types.h"

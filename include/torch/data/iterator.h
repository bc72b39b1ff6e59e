// LibTorch's torch/data/iterator.h.
#pragma once

#include "rushlight/data/loader_iterator.h"
#include "torch/types.h"

// LibTorch's torch/data/example.h.
#pragma once

#include "rushlight/data/example.h"
#include "torch/types.h"

// LibTorch's torch/serialize/tensor.h.
#pragma once

#include "rushlight/serialize.h"
#include "torch/types.h"

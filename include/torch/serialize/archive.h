// LibTorch's torch/serialize/archive.h.
#pragma once

#include "rushlight/serialize.h"
#include "torch/types.h"

// LibTorch's torch/serialize/input-archive.h.
#pragma once

#include "rushlight/serialize.h"
#include "torch/types.h"

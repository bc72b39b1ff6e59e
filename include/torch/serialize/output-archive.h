// LibTorch's torch/serialize/output-archive.h.
#pragma once

#include "rushlight/serialize.h"
#include "torch/types.h"

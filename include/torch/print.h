// LibTorch's torch/print.h.
#pragma once

#include "torch/types.h"

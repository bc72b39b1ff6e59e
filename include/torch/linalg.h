// torch::linalg, for programs written for the LibTorch releases that had it; torch::linalg_* are in all of them.
#pragma once

#include "rushlight/linalg.h"
#include "torch/types.h"

// Tensor, which stands for TensorBase too.
#pragma once

#include "torch/types.h"

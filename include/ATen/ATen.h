// Tensors and the functions on them.
#pragma once

#include "ATen/ExpandUtils.h"
#include "ATen/TensorUtils.h"
#include "torch/types.h"

// Printing of tensors.
#pragma once

#include "rushlight/core/tensor.h"
#include "torch/namespaces.h"

// The operators of tensors.
#pragma once

#include "torch/types.h"

// The functions on tensors.
#pragma once

#include "torch/types.h"

// Tensors and the functions on them.
#pragma once

#include "torch/types.h"

// Variable, which is Tensor.
#pragma once

#include "torch/autograd.h"

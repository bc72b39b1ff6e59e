// Automatic differentiation.
#pragma once

#include "rushlight/autograd.h"
#include "torch/types.h"

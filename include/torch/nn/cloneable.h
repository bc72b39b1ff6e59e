// Cloneable.
#pragma once

#include "rushlight/nn/cloneable.h"
#include "torch/types.h"

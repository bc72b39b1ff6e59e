// ExpandingArray.
#pragma once

#include "rushlight/nn/expanding_array.h"
#include "torch/namespaces.h"

// The special functions, torch::special.
#pragma once

#include "rushlight/special.h"
#include "torch/namespaces.h"

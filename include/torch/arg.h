// TORCH_ARG.
#pragma once

#include "rushlight/nn/arg.h"
#include "torch/namespaces.h"

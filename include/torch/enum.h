// Choices as types, torch::kMean and the like.
#pragma once

#include "rushlight/nn/enum.h"
#include "torch/namespaces.h"

// at::Reduction.
#pragma once

#include "rushlight/nn/enum.h"
#include "torch/namespaces.h"

// at::indexing.
#pragma once

#include "rushlight/core/indexing.h"
#include "torch/types.h"

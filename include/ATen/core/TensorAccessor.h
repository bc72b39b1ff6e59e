// TensorAccessor.
#pragma once

#include "rushlight/core/accessor.h"
#include "torch/namespaces.h"

// SmallVector.
#pragma once

#include "rushlight/core/small_vector.h"
#include "torch/namespaces.h"

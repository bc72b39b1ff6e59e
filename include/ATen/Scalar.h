// Scalar.
#pragma once

#include "rushlight/core/scalar.h"
#include "torch/namespaces.h"

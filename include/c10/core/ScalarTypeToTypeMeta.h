// ScalarType and TypeMeta, one from the other.
#pragma once

#include "rushlight/core/dtype.h"
#include "torch/namespaces.h"

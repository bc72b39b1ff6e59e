// TypeMeta.
#pragma once

#include "rushlight/core/dtype.h"
#include "torch/namespaces.h"

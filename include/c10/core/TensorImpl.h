// TensorImpl.
#pragma once

#include "rushlight/core/tensor_impl.h"
#include "torch/namespaces.h"

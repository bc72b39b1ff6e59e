// LibTorch's torch/nn/pimpl-inl.h.
#pragma once

#include "rushlight/nn/module_holder.h"
#include "torch/types.h"

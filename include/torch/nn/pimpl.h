// ModuleHolder and TORCH_MODULE.
#pragma once

#include "rushlight/nn/module_holder.h"
#include "torch/types.h"

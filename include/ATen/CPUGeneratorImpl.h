// LibTorch's CPU generator, as programs name it.
#pragma once

#include "rushlight/core/generator.h"
#include "torch/namespaces.h"

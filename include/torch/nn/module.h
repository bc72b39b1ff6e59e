// Module.
#pragma once

#include "rushlight/nn/module.h"
#include "torch/types.h"

// Initial values of parameters.
#pragma once

#include "rushlight/nn/init.h"
#include "torch/types.h"

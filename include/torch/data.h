// Data sets and loaders.
#pragma once

#include "rushlight/data.h"
#include "torch/types.h"

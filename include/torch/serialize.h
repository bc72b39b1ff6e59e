// Saving and loading.
#pragma once

#include "rushlight/serialize.h"
#include "torch/types.h"

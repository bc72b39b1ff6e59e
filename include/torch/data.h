// torch::data for programs written for LibTorch.
#pragma once

#include "rushlight/data.h"

namespace torch {
using namespace rushlight;
}

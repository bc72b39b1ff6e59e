// The header of LibTorch programs: `#include <torch/torch.h>`. Next: namespaces.h, how torch:: names are found.
#pragma once

#include "torch/all.h"

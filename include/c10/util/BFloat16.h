// BFloat16.
#pragma once

#include "rushlight/core/float16.h"
#include "torch/namespaces.h"

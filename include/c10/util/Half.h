// Half.
#pragma once

#include "rushlight/core/float16.h"
#include "torch/namespaces.h"

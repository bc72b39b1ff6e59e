// Layout.
#pragma once

#include "rushlight/core/options.h"
#include "torch/namespaces.h"

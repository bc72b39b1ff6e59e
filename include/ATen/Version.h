// show_config and get_cpu_capability.
#pragma once

#include "rushlight/core/config.h"
#include "torch/namespaces.h"

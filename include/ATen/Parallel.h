// Threads.
#pragma once

#include "rushlight/core/parallel.h"
#include "torch/namespaces.h"

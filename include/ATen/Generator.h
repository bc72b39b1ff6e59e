// Generator.
#pragma once

#include "rushlight/core/generator.h"
#include "torch/namespaces.h"

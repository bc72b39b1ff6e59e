// c10::Dict.
#pragma once

#include "rushlight/core/ivalue.h"
#include "torch/namespaces.h"

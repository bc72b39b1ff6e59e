// c10::List.
#pragma once

#include "rushlight/core/ivalue.h"
#include "torch/namespaces.h"

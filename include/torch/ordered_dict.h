// OrderedDict.
#pragma once

#include "rushlight/core/ordered_dict.h"
#include "torch/namespaces.h"

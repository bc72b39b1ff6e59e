// SymInt.
#pragma once

#include "rushlight/core/sym_int.h"
#include "torch/namespaces.h"

// DimVector, and SymDimVector for symbolic sizes.
#pragma once

#include "rushlight/core/small_vector.h"
#include "rushlight/core/sym_int.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {
using SymDimVector = SmallVector<SymInt, 5>;
}

// maybe_wrap_dim.
#pragma once

#include "c10/core/WrapDimMinimal.h"

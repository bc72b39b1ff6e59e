// MaybeOwned.
#pragma once

#include "rushlight/core/maybe_owned.h"
#include "torch/namespaces.h"

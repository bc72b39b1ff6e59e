// OptionalArrayRef.
#pragma once

#include "rushlight/core/array_ref.h"
#include "torch/namespaces.h"

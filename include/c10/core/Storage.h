// Storage.
#pragma once

#include "rushlight/core/storage.h"
#include "torch/namespaces.h"

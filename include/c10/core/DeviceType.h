// DeviceType.
#pragma once

#include "rushlight/core/device.h"
#include "torch/namespaces.h"

// c10::IValue.
#pragma once

#include "c10/util/intrusive_ptr.h"
#include "rushlight/core/ivalue.h"
#include "torch/namespaces.h"

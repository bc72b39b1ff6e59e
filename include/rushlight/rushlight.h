// Tensors with all their operators, autograd and serialization. Beside it: nn.h, optim.h and data.h, what trains models.
#pragma once

#include "rushlight/autograd.h"
#include "rushlight/core/generator.h"
#include "rushlight/core/parallel.h"
#include "rushlight/core/tensor.h"
#include "rushlight/ops.h"
#include "rushlight/out.h"
#include "rushlight/serialize.h"
#include "rushlight/special.h"

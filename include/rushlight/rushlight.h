// The umbrella: everything that most programs use.
#pragma once

#include "rushlight/autograd.h"
#include "rushlight/core/generator.h"
#include "rushlight/core/parallel.h"
#include "rushlight/core/tensor.h"
#include "rushlight/ops.h"
#include "rushlight/out.h"
#include "rushlight/serialize.h"
#include "rushlight/special.h"

// GradMode, AutoGradMode and NoGradGuard.
#pragma once

#include "rushlight/autograd/grad_mode.h"
#include "torch/namespaces.h"

// GradMode, AutoGradMode and NoGradGuard.
#pragma once

#include "torch/autograd.h"

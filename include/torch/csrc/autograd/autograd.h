// backward and grad.
#pragma once

#include "torch/autograd.h"

// The calls that autograd records.
#pragma once

#include "torch/autograd.h"

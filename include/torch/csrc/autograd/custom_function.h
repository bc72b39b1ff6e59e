// Function, the base of user-defined functions.
#pragma once

#include "torch/autograd.h"

// Anomaly mode.
#pragma once

#include "torch/autograd.h"

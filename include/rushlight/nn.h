// Neural networks: modules, layers, their functions, initial values, and work on gradients.
#pragma once

#include "rushlight/nn/any.h"
#include "rushlight/nn/containers.h"
#include "rushlight/nn/init.h"
#include "rushlight/nn/linear.h"
#include "rushlight/nn/module.h"
#include "rushlight/nn/sequential.h"

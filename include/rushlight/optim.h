// Optimizers and learning-rate schedulers.
#pragma once

#include "rushlight/optim/adagrad.h"
#include "rushlight/optim/adam.h"
#include "rushlight/optim/adamw.h"
#include "rushlight/optim/lbfgs.h"
#include "rushlight/optim/lr_formulas.h"
#include "rushlight/optim/optimizer.h"
#include "rushlight/optim/plateau.h"
#include "rushlight/optim/rmsprop.h"
#include "rushlight/optim/schedulers.h"
#include "rushlight/optim/sgd.h"

// Recording switches, seeds and threads.
#pragma once

#include "torch/types.h"

// BFloat16, and its arithmetic.
#pragma once

#include "c10/util/Half.h"

// The one visibility macro: marks what a shared build of the library exports. Empty where the library is only used: its
// declarations need no mark there, and thousands of marks take the compiler time.
#pragma once

#include "rushlight/core/namespace.h"

#if RUSHLIGHT_BUILDS_LIBRARY
#define RUSHLIGHT_API __attribute__((visibility("default")))
#else
#define RUSHLIGHT_API
#endif

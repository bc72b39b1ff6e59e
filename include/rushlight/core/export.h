// The one visibility macro: marks the public names. An archive hides the others, a shared build shows all. Empty where the
// library is only used: no mark is needed there, and thousands of them take the compiler time.
#pragma once

#include "rushlight/core/namespace.h"

#if RUSHLIGHT_BUILDS_LIBRARY
#define RUSHLIGHT_API __attribute__((visibility("default")))
#else
#define RUSHLIGHT_API
#endif

// The one visibility macro: marks what a shared build of the library exports.
#pragma once

#include "rushlight/core/namespace.h"

#define RUSHLIGHT_API __attribute__((visibility("default")))

// SymIntArrayRef, and the way from it to an IntArrayRef and back.
#pragma once

#include "rushlight/core/sym_int.h"
#include "torch/namespaces.h"

#define C10_AS_INTARRAYREF_SLOW(a) ::c10::asIntArrayRefSlow(a, __FILE__, __LINE__)

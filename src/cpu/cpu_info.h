// cpu_info: which instruction set to use, found once at start.
#pragma once

#include "op/cpu_table.h"

namespace torch::inline rushlight {

/// The instruction set in use: the best the machine has, or a weaker one named by the environment variable
/// RUSHLIGHT_ISA (sse2, avx2, avx512).
Isa cpu_isa();
const char* isa_name(Isa isa);
/// Overrides the choice, for tests; a set the machine does not have is refused with an Error.
void set_cpu_isa(Isa isa);

}  // namespace torch::inline rushlight

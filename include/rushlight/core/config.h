// What this library is, in words: for reports and logs.
#pragma once

#include <string>

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

/// Version, compiler, instruction set, threads and libraries, a line for each.
RUSHLIGHT_API std::string show_config();
/// The instruction set that kernels use: "DEFAULT", "AVX2" or "AVX512".
RUSHLIGHT_API std::string get_cpu_capability();

}  // namespace torch::inline rushlight

// Which forms kernels have in this instruction set. The oldest has the least: more would be a third of its code, for machines
// of which speed is not asked. Only for the *_cpu.cpp files.
#pragma once

#include <type_traits>

#include "op/cpu_table.h"

namespace torch::inline rushlight {
namespace {

/// Whether there are kernels for narrow integers (loops.h).
constexpr bool kNarrowForms = Isa::RUSHLIGHT_ISA != Isa::sse2;

/// Whether tile functions take inputs of type T that are one value (loops.h); others see that value repeated.
template <class T> constexpr bool kTakesValues = kNarrowForms&& std::is_floating_point_v<T>;

}  // namespace
}  // namespace torch::inline rushlight

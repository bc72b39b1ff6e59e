// Whether kernels have forms for narrow integers (loops.h) in this instruction set: not in the oldest, where they would be a
// third of their code for machines of which speed is not asked. Only for the *_cpu.cpp files.
#pragma once

#include "op/cpu_table.h"

namespace torch::inline rushlight {
namespace {

constexpr bool kNarrowForms = Isa::RUSHLIGHT_ISA != Isa::sse2;

}  // namespace
}  // namespace torch::inline rushlight

// How a family of kernels reaches its users: one struct of typed function pointers per family, filled once for each
// instruction set by its `*_cpu.cpp` (compiled once per set), picked at start. Kernels that wide vectors do not help, because
// they move or compare single elements, are in a `*_scalar.cpp`, compiled once for all sets. Next: kernels.h.
#pragma once

namespace torch::inline rushlight {

/// Instruction sets that kernels are compiled for, weakest first.
enum class Isa { sse2, avx2, avx512, neon };

/// The kernels of family K compiled for one instruction set. Each `*_cpu.cpp` specialises it for RUSHLIGHT_ISA:
/// `template <> const PoolKernels& cpu_table<PoolKernels, Isa::RUSHLIGHT_ISA>() { static constexpr ...; return ...; }`
template <class K, Isa isa> const K& cpu_table();

/// The kernels of a family K whose struct says `static constexpr bool scalar = true`, specialised by its `*_scalar.cpp`.
template <class K> const K& scalar_table();

}  // namespace torch::inline rushlight

// Runs one loop compiled twice: once for the machine the build targets, once for AVX2 with FMA.
//
// The streams of random numbers are plain loops that the compiler vectorises. A library built for the oldest x86-64
// would leave half of each register unused and turn every std::fma into a call, so widest_isa<body>() picks, at run
// time, a copy of `body` compiled for the wider instructions. Both copies give the same bits.
// Next: mt19937.cpp, the first user.
#pragma once

namespace torch::inline rushlight {

#if defined(__x86_64__) && defined(__GNUC__)
/// True when this processor has AVX2 and fused multiply-add.
inline bool has_avx2_fma() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

/// Calls `kBody` inlined into a function compiled for AVX2 and FMA.
template <auto kBody, class... Args>
[[gnu::target("avx2,fma"), gnu::flatten]] void call_with_avx2_fma(Args... args) {
  kBody(args...);
}
#endif

/// Calls `kBody(args...)` with the widest instructions this processor has.
/// `kBody` must be an always-inline function, else its loops keep the instruction set of the build.
template <auto kBody, class... Args> void widest_isa(Args... args) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (has_avx2_fma()) return call_with_avx2_fma<kBody>(args...);
#endif
  kBody(args...);
}

}  // namespace torch::inline rushlight

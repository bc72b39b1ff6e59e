// Detection of the instruction set, through the compiler's own CPU model.
#include "cpu/cpu_info.h"

#include <atomic>
#include <cstdlib>
#include <string_view>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

Isa best() {
#if defined(__aarch64__)
  return Isa::neon;
#else
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("f16c") && __builtin_cpu_supports("bmi2");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512cd");
  return avx512 ? Isa::avx512 : avx2 ? Isa::avx2 : Isa::sse2;
#endif
}

// Whether this machine has it. NEON is no step above the instruction sets of x86.
bool available(Isa isa) {
  const Isa top = best();
  return isa <= top && (isa == Isa::neon) == (top == Isa::neon);
}

Isa choose() {
  const Isa top = best();
  const char* wish = std::getenv("RUSHLIGHT_ISA");
  if (!wish) return top;
  for (Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512})
    if (std::string_view(wish) == isa_name(isa) && available(isa)) return isa;
  return top;
}

std::atomic<Isa>& current() {
  static std::atomic<Isa> isa{choose()};
  return isa;
}

}  // namespace

Isa cpu_isa() { return current().load(std::memory_order_relaxed); }

const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::sse2: return "sse2";
    case Isa::avx2: return "avx2";
    case Isa::avx512: return "avx512";
    case Isa::neon: return "neon";
  }
  return "unknown";
}

void set_cpu_isa(Isa isa) {
  RUSHLIGHT_CHECK(available(isa), "set_cpu_isa: expected an instruction set that this machine has, got ",
                  isa_name(isa));
  current().store(isa, std::memory_order_relaxed);
}

}  // namespace torch::inline rushlight

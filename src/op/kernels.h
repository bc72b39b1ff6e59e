// kernels<K>(view): the struct of kernels of family K for the device that the view lives on.
// The CPU's copy is chosen once, by the best instruction set that the machine has (or RUSHLIGHT_ISA names).
#pragma once

#include "cpu/cpu_info.h"
#include "op/cpu_table.h"
#include "op/view.h"

namespace torch::inline rushlight {

[[noreturn]] void fail_no_kernels(const Device& device);

/// The CPU kernels of family K for the instruction set in use.
template <class K> const K& cpu_kernels() {
  if constexpr (requires { K::scalar; }) {
    return scalar_table<K>();
  } else {
#if defined(__aarch64__)
    return cpu_table<K, Isa::neon>();
#else
    switch (cpu_isa()) {
      case Isa::avx512: return cpu_table<K, Isa::avx512>();
      case Isa::avx2: return cpu_table<K, Isa::avx2>();
      default: return cpu_table<K, Isa::sse2>();
    }
#endif
  }
}

template <class K> const K& kernels(const View& v) {
  if (!v.device.is_cpu()) [[unlikely]]
    fail_no_kernels(v.device);
  return cpu_kernels<K>();
}

}  // namespace torch::inline rushlight

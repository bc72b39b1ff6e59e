// each_isa: runs a test of kernels once for every instruction set that this machine has.
#pragma once

#include <gtest/gtest.h>

#include "cpu/cpu_info.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight::test {

/// Calls body() with each available instruction set in use (see cpu_isa), then goes back to the first choice.
template <class Body> void each_isa(const Body& body) {
  const Isa before = cpu_isa();
  for (Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon}) {
    try {
      set_cpu_isa(isa);
    } catch (const Error&) {
      continue;  // this machine does not have it
    }
    SCOPED_TRACE(isa_name(isa));
    body();
  }
  set_cpu_isa(before);
}

}  // namespace torch::inline rushlight::test

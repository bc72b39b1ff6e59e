// Which instruction sets can be chosen.
#include "cpu/cpu_info.h"

#include <gtest/gtest.h>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

TEST(CpuIsa, ThatOfAnotherMachineIsRefused) {
  const Isa before = cpu_isa(), foreign = before == Isa::neon ? Isa::sse2 : Isa::neon;
  try {
    set_cpu_isa(foreign);
    FAIL() << isa_name(foreign) << " was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.what_without_backtrace(),
              std::string("set_cpu_isa: expected an instruction set that this machine has, got ") +
                  isa_name(foreign));
  }
  EXPECT_EQ(cpu_isa(), before);
  set_cpu_isa(before);
  EXPECT_EQ(cpu_isa(), before);
}

}  // namespace
}  // namespace torch::inline rushlight

// The switch of Winograd's algorithm. ctest runs the first test twice: as it is, and with RUSHLIGHT_WINOGRAD=off.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "core/env_switch.h"
#include "ops/conv/conv_op.h"
#include "rushlight/nn.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

TEST(WinogradSwitch, FollowsTheEnvironment) {
  const char* wish = std::getenv("RUSHLIGHT_WINOGRAD");
  const bool off = wish && std::string_view(wish) == "off";
  EXPECT_EQ(winograd_enabled(), !off);

  manual_seed(0);
  const Tensor x = randn({2, 32, 16, 16}), weight = randn({32, 32, 3, 3});
  const Tensor here = conv2d(x, weight, {}, 1, 1);
  set_winograd_enabled(false);
  const Tensor native = conv2d(x, weight, {}, 1, 1);
  set_winograd_enabled(!off);
  EXPECT_EQ(here.equal(native), off) << "the two algorithms round differently";
  EXPECT_TRUE(here.allclose(native, 1e-4, 1e-4));
}

TEST(EnvSwitch, IsOffForOffAndZeroInAnyCase) {
  const char* name = "RUSHLIGHT_TEST_SWITCH";
  unsetenv(name);
  EXPECT_TRUE(on_in_environment(name));
  for (const char* wish : {"off", "OFF", "Off", "0"}) {
    setenv(name, wish, 1);
    EXPECT_FALSE(on_in_environment(name)) << wish;
  }
  for (const char* wish : {"on", "1", "", "offline", "00"}) {
    setenv(name, wish, 1);
    EXPECT_TRUE(on_in_environment(name)) << wish;
  }
  unsetenv(name);
}

}  // namespace
}  // namespace torch::inline rushlight

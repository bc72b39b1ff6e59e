// Every byte has the value of the operations one by one, bit for bit, whichever way it is made.
#include "rushlight/ops/fused/byte_values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "harness/each_isa.h"

namespace torch::inline rushlight {
namespace {

using Step = ByteValues::Step;

void check(const std::vector<Step>& steps) {
  const ByteValues values(steps);
  for (const size_t n : {0, 1, 7, 8, 33, 784, 1000}) {
    std::vector<uint8_t> in(n);
    for (size_t i = 0; i < n; ++i) in[i] = static_cast<uint8_t>(i * 7 + 3);
    std::vector<float> out(n + 1, -5.0f);
    values.write(in.data(), out.data(), static_cast<int64_t>(n));
    EXPECT_EQ(out[n], -5.0f) << "wrote past " << n;
    for (size_t i = 0; i < n; ++i) {
      float x = static_cast<float>(in[i]) / 255.0f;
      for (const auto& [mean, stddev] : steps) x = (x - mean) / stddev;
      const float y = values[in[i]];
      EXPECT_TRUE(std::memcmp(&x, &out[i], 4) == 0 || (std::isnan(x) && std::isnan(out[i])))
          << int(in[i]) << " of " << n << ": expected " << x << ", got " << out[i];
      EXPECT_TRUE(std::memcmp(&x, &y, 4) == 0 || (std::isnan(x) && std::isnan(y)));
    }
  }
}

TEST(ByteValues, AreThoseOfTheOperations) {
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinite = std::numeric_limits<float>::infinity();
  test::each_isa([&] {
    check({});
    check({{0.1307f, 0.3081f}});
    check({{0.5f, 0.5f}, {0.25f, 3.0f}});
    for (int i = 1; i < 200; ++i) check({{0.01f * static_cast<float>(i), 1.0f / static_cast<float>(i)}});
    for (const float odd : {0.0f, -0.0f, -1.5f, 1e-40f, 1e38f, 3e-39f, nan, infinite}) {
      check({{0.5f, odd}});
      check({{odd, 0.5f}});
    }
  });
}

}  // namespace
}  // namespace torch::inline rushlight

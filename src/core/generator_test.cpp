// Generators: shared handles, seeds, clones. The numbers themselves are compared in random_streams_test.cpp.
#include <gtest/gtest.h>

#include "core/random_streams.h"
#include "rushlight/core/generator.h"

namespace torch::inline rushlight {
namespace {

TEST(Generator, HandlesShareOneState) {
  Generator a(3), b = a;
  const uint32_t first = random32(a.state());
  b.set_current_seed(3);
  EXPECT_EQ(a.current_seed(), 3u);
  EXPECT_EQ(random32(a.state()), first);
}

TEST(Generator, CloneContinuesIndependently) {
  Generator a(7);
  random32(a.state());
  Generator b = a.clone();
  const uint32_t next = random32(a.state());
  EXPECT_EQ(random32(b.state()), next);
  EXPECT_EQ(random32(b.state()), random32(a.state()));
  EXPECT_EQ(b.current_seed(), 7u);
}

TEST(Generator, ManualSeedRestartsTheDefaultGenerator) {
  manual_seed(42);
  EXPECT_EQ(initial_seed(), 42u);
  const uint32_t first = random32(default_generator().state());
  manual_seed(42);
  EXPECT_EQ(random32(default_generator().state()), first);
  EXPECT_EQ(first, Mt19937(42).next());
}

TEST(Generator, SeedFromEntropyIsReportedAndUsed) {
  Generator a(default_rng_seed_val);
  EXPECT_EQ(a.current_seed(), default_rng_seed_val);
  const uint64_t seed = a.seed();
  EXPECT_EQ(a.current_seed(), seed);
  EXPECT_EQ(random32(a.state()), Mt19937(seed).next());
}

}  // namespace
}  // namespace torch::inline rushlight

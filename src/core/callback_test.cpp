// Callback: what it takes, what is empty, what copies share.
#include "rushlight/core/callback.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace torch::inline rushlight {
namespace {

int twice(int x) { return 2 * x; }

TEST(Callback, TakesLambdasFunctionsAndStdFunctions) {
  const Callback<int(int)> from_lambda = [](int x) { return x + 1; };
  const Callback<int(int)> from_function = twice;
  const Callback<int(int)> from_std = std::function<int(int)>(twice);
  const Callback<void(int)> dropping_the_result = twice;
  EXPECT_EQ(from_lambda(3), 4);
  EXPECT_EQ(from_function(3), 6);
  EXPECT_EQ(from_std(3), 6);
  dropping_the_result(3);
}

TEST(Callback, IsEmptyWhenMadeOfNothing) {
  int (*no_function)(int) = nullptr;
  EXPECT_FALSE((Callback<int(int)>()));
  EXPECT_FALSE((Callback<int(int)>(nullptr)));
  EXPECT_FALSE((Callback<int(int)>(no_function)));
  EXPECT_FALSE((Callback<int(int)>(std::function<int(int)>())));
  EXPECT_TRUE((Callback<int(int)>(twice)));
}

TEST(Callback, CopiesShareStateAndTheLastOneFreesIt) {
  auto counter = std::make_shared<int>(0);
  Callback<int()> first = [counter, calls = 0]() mutable { return *counter = ++calls; };
  Callback<int()> second = first;
  first();
  EXPECT_EQ(second(), 2);
  EXPECT_EQ(counter.use_count(), 2);
  first = nullptr;
  EXPECT_EQ(counter.use_count(), 2);
  second = nullptr;
  EXPECT_EQ(counter.use_count(), 1);
}

TEST(Callback, TakesOnlyWhatCanBeCalled) {
  static_assert(!std::is_constructible_v<Callback<int(int)>, int>);
  static_assert(!std::is_constructible_v<Callback<int(int)>, const char*>);
  static_assert(!std::is_constructible_v<Callback<int(int)>, int (*)(void*, void*)>);
}

}  // namespace
}  // namespace torch::inline rushlight

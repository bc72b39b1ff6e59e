// parallel_for: every index once, in disjoint ranges; what nested calls, exceptions and odd arguments do.
#include "rushlight/core/parallel.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

// Sets the number of threads for one test.
class Threads {
 public:
  explicit Threads(int n) : before_(get_num_threads()) { set_num_threads(n); }
  ~Threads() { set_num_threads(before_); }

 private:
  int before_;
};

TEST(Parallel, VisitsEveryIndexOnce) {
  for (int threads : {1, 2, 3, 7}) {
    Threads guard(threads);
    for (int64_t n : {0, 1, 2, 3, 64, 1000, 1001}) {
      for (int64_t grain : {1, 3, 500, 2000}) {
        std::vector<int> seen(n, 0);  // a plain int: two threads at one index would be a race
        parallel_for(0, n, grain, [&](int64_t first, int64_t last) {
          for (int64_t i = first; i < last; ++i) ++seen[i];
        });
        EXPECT_EQ(seen, std::vector<int>(n, 1)) << threads << " threads, " << n << " by " << grain;
      }
    }
  }
}

TEST(Parallel, ARangeMayBeginAnywhere) {
  Threads guard(2);
  std::atomic<int64_t> sum{0};
  parallel_for(-5, 6, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) sum += i * i;
  });
  EXPECT_EQ(sum, 110);
  parallel_for(3, 3, 1, [](int64_t, int64_t) { FAIL() << "an empty range has nothing to do"; });
  parallel_for(3, -3, 1, [](int64_t, int64_t) { FAIL() << "a reversed range has nothing to do"; });
}

TEST(Parallel, WhatFitsTheGrainStaysOnTheCallingThread) {
  Threads guard(2);
  int calls = 0;
  parallel_for(0, 100, 100, [&](int64_t first, int64_t last) {
    ++calls;
    EXPECT_FALSE(in_parallel_region());
    EXPECT_EQ(last - first, 100);
  });
  EXPECT_EQ(calls, 1);
}

TEST(Parallel, NestedCallsRunOnTheThreadThatMakesThem) {
  Threads guard(2);
  std::atomic<int> inner{0}, outer{0};
  parallel_for(0, 2, 1, [&](int64_t, int64_t) {
    ++outer;
    EXPECT_TRUE(in_parallel_region());
    parallel_for(0, 100, 1, [&](int64_t first, int64_t last) {
      ++inner;
      EXPECT_EQ(last - first, 100);
    });
  });
  EXPECT_EQ(inner, outer.load());
  EXPECT_FALSE(in_parallel_region());
}

TEST(Parallel, TheCallerGetsTheExceptionAndCanGoOn) {
  Threads guard(2);
  for (int64_t where : {0, 99}) {
    EXPECT_THROW(parallel_for(0, 100, 1,
                              [&](int64_t first, int64_t last) {
                                if (first <= where && where < last) throw std::runtime_error("stop");
                              }),
                 std::runtime_error);
    EXPECT_FALSE(in_parallel_region());
  }
  std::atomic<int64_t> done{0};
  parallel_for(0, 100, 1, [&](int64_t first, int64_t last) { done += last - first; });
  EXPECT_EQ(done, 100);
}

TEST(Parallel, TheNumberOfThreadsIsPositive) {
  try {
    set_num_threads(0);
    FAIL() << "0 threads were accepted";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what_without_backtrace(), "set_num_threads: expected a positive number, got 0");
  }
}

// A sum of squares by a loop of many short ones, so that threads meet jobs that begin and end as they look.
int64_t sum_of_loops(int loops) {
  std::atomic<int64_t> sum{0};
  for (int k = 0; k < loops; ++k)
    parallel_for(0, 8, 1, [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) sum += i * i;
    });
  return sum;
}

TEST(Parallel, ManyShortLoopsInARow) {
  for (int threads : {2, 3, 5}) {
    Threads guard(threads);
    EXPECT_EQ(sum_of_loops(5000), 5000 * 140) << threads;
  }
}

TEST(Parallel, SeveralCallersAtOnce) {
  Threads guard(3);
  std::vector<int64_t> sums(4);
  std::vector<std::thread> callers;
  for (int64_t& sum : sums) callers.emplace_back([&sum] { sum = sum_of_loops(1000); });
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sums, std::vector<int64_t>(4, 1000 * 140));
}

TEST(Parallel, ThreadsThatSleepAreWoken) {
  for (int threads : {2, 5, 3, 2})  // fewer of them than sleep, too
    for (int k = 0; k < 5; ++k) {
      Threads guard(threads);
      EXPECT_EQ(sum_of_loops(1), 140);
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
}

#if !defined(__SANITIZE_THREAD__)  // which stops a forked child that starts threads
TEST(Parallel, TheChildOfAForkHasThreadsOfItsOwn) {
  Threads guard(3);
  EXPECT_EQ(sum_of_loops(10), 1400);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(sum_of_loops(10) == 1400 ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}
#endif

}  // namespace
}  // namespace torch::inline rushlight

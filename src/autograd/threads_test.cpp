// Tensors and graphs on several threads: each thread may record and run its own graphs, also over leaves that all of them
// share; gradient mode belongs to the thread. ThreadSanitizer runs these too.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

template <class Body> void on_threads(int n, const Body& body) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i) threads.emplace_back([&body, i] { body(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST(Threads, GraphsOfTheirOwn) {
  std::atomic<int> right{0};
  on_threads(3, [&](int i) {
    Tensor w = full({8}, double(i)).requires_grad_();
    for (int step = 0; step < 50; ++step) {
      w.mutable_grad() = Tensor();
      (w * w + w).relu().sum().backward();
    }
    right += equal(w.grad(), full({8}, i == 0 ? 0.0 : 2.0 * i + 1));
  });
  EXPECT_EQ(right, 3);
}

TEST(Threads, AddUpTheirGradientsInASharedLeaf) {
  Tensor w = ones({100}).requires_grad_();
  on_threads(3, [&](int) {
    for (int step = 0; step < 50; ++step) (w * 2.0).sum().backward();
  });
  EXPECT_TRUE(equal(w.grad(), full({100}, 300.0)));
}

TEST(Threads, BringTheFirstGradientOfALeafAtOnce) {
  for (int round = 0; round < 100; ++round) {
    const Tensor w = ones({4}).requires_grad_(),
                 products[] = {(w * 2.0).sum(), (w * 2.0).sum(), (w * 2.0).sum()};
    std::atomic<int> waiting{3};
    on_threads(3, [&](int i) {
      for (--waiting; waiting > 0;) std::this_thread::yield();
      products[i].backward();
    });
    ASSERT_TRUE(equal(w.grad(), full({4}, 6.0)));
  }
}

TEST(Threads, HooksOfASharedLeafSeeEachGradientOnItsOwn) {
  Tensor w = ones({4}).requires_grad_();
  std::atomic<int> right{0};
  w.register_hook([&](const Tensor& g) { right += equal(g, full({4}, 5.0)); });
  on_threads(3, [&](int) {
    for (int step = 0; step < 100; ++step) (w * 2.0 + w * 3.0).sum().backward();
  });
  EXPECT_EQ(right, 300);
  EXPECT_TRUE(equal(w.grad(), full({4}, 1500.0)));
}

TEST(Threads, AnswerWithOneModel) {
  const Tensor w = randn({16, 16}).requires_grad_(), x = randn({4, 16});
  const Tensor expected = matmul(x, w).relu().detach();
  std::atomic<int> right{0};
  on_threads(3, [&](int) {
    NoGradGuard no_grad;
    for (int i = 0; i < 50; ++i) right += equal(matmul(x, w).relu(), expected);
  });
  EXPECT_EQ(right, 150);
}

TEST(Threads, FreeWhatAnotherMade) {
  std::vector<Tensor> made(200);
  on_threads(1, [&](int) {
    for (size_t i = 0; i < made.size(); ++i) made[i] = full({int64_t(i) * 40 + 1}, double(i));
  });
  for (size_t i = 0; i < made.size(); ++i) EXPECT_EQ(made[i][-1].item<float>(), float(i));
  on_threads(2, [&](int half) {
    for (size_t i = half; i < made.size(); i += 2) made[i] = Tensor();
  });
}

TEST(Threads, SeeWhatFormerOwnersDid) {
  Tensor t = zeros({1000});
  std::thread other([shared = t]() mutable {
    shared.add_(1);
    shared.reset();
  });
  while (t.use_count() > 1) std::this_thread::yield();
  t.add_(1);
  other.join();
  EXPECT_TRUE(equal(t, full({1000}, 2.0)));
}

TEST(Threads, HaveTheirOwnGradientMode) {
  NoGradGuard here;
  bool there = false;
  on_threads(1, [&](int) { there = GradMode::is_enabled(); });
  EXPECT_TRUE(there);
  EXPECT_FALSE(GradMode::is_enabled());
}

}  // namespace
}  // namespace torch::inline rushlight

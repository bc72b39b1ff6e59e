// The parts of a data loader one by one: queue, shuttle and sequencers.
#include "rushlight/data/loader_queue.h"

#include <gtest/gtest.h>

#include <thread>

#include "harness/outcome.h"
#include "rushlight/data/loader_sequencers.h"

namespace torch::inline rushlight::data::detail {
namespace {

using namespace std::chrono_literals;
using test::error_of;

TEST(Queue, FirstInFirstOut) {
  Queue<int> queue;
  queue.push(1);
  queue.push(2);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(1000ms), 2);
  EXPECT_EQ(error_of([&] { queue.pop(5ms); }),
            "DataLoader: expected a batch within 5 ms, got none; raise the timeout or add workers");
  for (int i = 0; i < 3; ++i) queue.push(i);
  EXPECT_EQ(queue.clear(), 3u);
  EXPECT_EQ(queue.clear(), 0u);
}

TEST(Queue, WaitsForAnotherThread) {
  Queue<int> queue;
  std::thread giver([&] {
    std::this_thread::sleep_for(10ms);
    queue.push(7);
  });
  EXPECT_EQ(queue.pop(), 7);
  giver.join();
}

TEST(DataShuttle, CountsWhatIsInFlight) {
  DataShuttle<int, std::string> shuttle;
  EXPECT_EQ(shuttle.pop_result(), std::nullopt);
  shuttle.push_job(1);
  shuttle.push_job(2);
  EXPECT_EQ(shuttle.in_flight_jobs(), 2u);
  EXPECT_EQ(shuttle.pop_job(), 1);
  shuttle.push_result("one");
  EXPECT_EQ(shuttle.in_flight_jobs(), 2u) << "until the result is popped";
  EXPECT_EQ(shuttle.pop_result(), "one");
  EXPECT_EQ(shuttle.in_flight_jobs(), 1u);
  EXPECT_NE(error_of([&] { shuttle.pop_result(5ms); }), "no error");
  EXPECT_EQ(shuttle.in_flight_jobs(), 1u) << "a result that is late still comes";
}

TEST(DataShuttle, DrainWaitsForWhatHasBegun) {
  DataShuttle<int, int> shuttle;
  for (int job : {1, 2, 3}) shuttle.push_job(job);
  EXPECT_EQ(shuttle.pop_job(), 1);
  std::thread worker([&] {
    std::this_thread::sleep_for(10ms);
    shuttle.push_result(1);
  });
  shuttle.drain();
  EXPECT_EQ(shuttle.in_flight_jobs(), 0u);
  EXPECT_EQ(shuttle.pop_result(), std::nullopt);
  worker.join();
}

struct Numbered {
  size_t sequence_number;
};

// Gives out these numbers and then nothing.
std::function<std::optional<Numbered>()> giver_of(std::vector<size_t> numbers) {
  return [numbers, at = size_t{0}]() mutable -> std::optional<Numbered> {
    if (at == numbers.size()) return std::nullopt;
    return Numbered{numbers[at++]};
  };
}

std::vector<size_t> order_of(sequencers::Sequencer<Numbered>& sequencer, std::vector<size_t> numbers) {
  const auto giver = giver_of(std::move(numbers));
  std::vector<size_t> order;
  // One giver for all calls: a copy of it would start from the front.
  while (auto result = sequencer.next(std::ref(giver))) order.push_back(result->sequence_number);
  return order;
}

TEST(Sequencers, KeepOrMakeAnOrder) {
  sequencers::NoSequencer<Numbered> none;
  EXPECT_EQ(order_of(none, {2, 0, 1}), (std::vector<size_t>{2, 0, 1}));
  sequencers::OrderedSequencer<Numbered> ordered(3);
  EXPECT_EQ(order_of(ordered, {2, 0, 1, 3, 5, 4}), (std::vector<size_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(order_of(ordered, {8, 7, 6}), (std::vector<size_t>{6, 7, 8})) << "and goes on from there";
}

}  // namespace
}  // namespace torch::inline rushlight::data::detail

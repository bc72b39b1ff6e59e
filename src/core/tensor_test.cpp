// Members of Tensor that change its memory: resize_ and the storage below it.
#include <gtest/gtest.h>

#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

TEST(Resize, KeepsTheElementsInTheOrderOfMemory) {
  Tensor t = arange(6, kFloat).view({2, 3});
  t.resize_({3, 2});
  EXPECT_TRUE(t.equal(arange(6, kFloat).view({3, 2})));
  t.resize_({2});
  EXPECT_TRUE(t.equal(arange(2, kFloat)));
  t.resize_({2, 3});
  EXPECT_TRUE(t.equal(arange(6, kFloat).view({2, 3}))) << "memory that is there is not thrown away";
}

TEST(Resize, GrowsForAllThatShareTheMemory) {
  Tensor t = arange(4, kFloat);
  const Tensor half = t.narrow(0, 2, 2);
  t.resize_({1000}).narrow(0, 4, 996).zero_();
  t.resize_({100000});
  EXPECT_TRUE(t.narrow(0, 0, 4).equal(arange(4, kFloat)));
  t[2].fill_(7);
  EXPECT_EQ(half[0].item<float>(), 7);
  Tensor empty_one = empty({0});
  empty_one.resize_({3}).fill_(1);
  EXPECT_EQ(empty_one.sum().item<float>(), 3);
}

TEST(Resize, OffsetFormatAndVersion) {
  Tensor t = arange(8, kInt).narrow(0, 4, 4);
  const int64_t version = t._version();
  t.resize_({6});
  EXPECT_EQ(t.storage_offset(), 4);
  EXPECT_TRUE(t.narrow(0, 0, 4).equal(arange(4, 8, kInt)));
  EXPECT_GT(t._version(), version);
  t.resize_({1, 2, 1, 2}, MemoryFormat::ChannelsLast);
  EXPECT_TRUE(t.is_contiguous(MemoryFormat::ChannelsLast));
  Tensor like = empty({0});
  like.resize_as_(zeros({2, 3}));
  EXPECT_EQ(like.sizes(), IntArrayRef({2, 3}));
}

TEST(Resize, BadInput) {
  const auto message = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const Error& e) { return e.what_without_backtrace(); }
    return "no error";
  };
  float numbers[4] = {};
  EXPECT_EQ(message([&] { from_blob(numbers, {4}).resize_({5}); }),
            "resize_: expected memory of the library's own to grow, got foreign memory of 16 bytes, which "
            "from_blob() "
            "was given");
  EXPECT_EQ(message([] { zeros({2}, requires_grad()).resize_({3}); }),
            "resize_: expected a tensor that wants no gradient, got one that does");
  EXPECT_EQ(message([] {
              zeros({2}).resize_({2, -1});
            }),
            "resize_: expected sizes that are not negative, got [2, -1]");
  EXPECT_EQ(message([] {
              zeros({2}).resize_({2, 1}, MemoryFormat::ChannelsLast);
            }),
            "resize_: expected 4 sizes for ChannelsLast, got [2, 1]");
}

}  // namespace
}  // namespace torch::inline rushlight::test

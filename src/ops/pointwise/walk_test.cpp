// Operands that are broadcast, strided and of other dtypes, with runs of all lengths around those of the tiles and shared out
// to threads: results are to be those of the same numbers in flat memory.
#include <gtest/gtest.h>

#include "harness/each_isa.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr int64_t kRows = 61;

class Threads {
 public:
  explicit Threads(int n) : before_(get_num_threads()) { set_num_threads(n); }
  ~Threads() { set_num_threads(before_); }
  Threads(const Threads&) = delete;

 private:
  int before_;
};

// Small whole numbers, of which products are exact.
Tensor numbers(IntArrayRef shape, ScalarType t) {
  const Tensor x = randint(-40, 40, shape, kLong).to(isComplexType(t) ? kFloat : t);
  return isComplexType(t) ? complex(x, x.flip({-1})) : x;
}
Tensor flat(const Tensor& t, const Tensor& like) {
  return t.expand(like.sizes()).clone(MemoryFormat::Contiguous);
}

void check(int64_t inner, ScalarType t) {
  SCOPED_TRACE(std::to_string(inner) + " of dtype " + std::to_string(static_cast<int>(t)));
  const Tensor a = numbers({3, kRows, inner}, t);
  const DimVector shapes[] = {{3, kRows, 1}, {inner}, {kRows, inner}, {3, 1, inner}, {kRows, 1}, {1, 1, 1}};
  for (const DimVector& shape : shapes) {
    const Tensor b = numbers(shape, t), expected = a * flat(b, a);
    EXPECT_TRUE(equal(a * b, expected)) << IntArrayRef(shape);
    EXPECT_TRUE(equal(b * a, expected)) << IntArrayRef(shape);
    // Into a part of each row of a larger tensor, and from a part of another.
    Tensor wide = numbers({3, kRows, inner + 5}, t);
    const Tensor edges = wide.narrow(2, inner + 3, 2).clone(), before = wide.narrow(2, 3, inner).clone();
    wide.narrow(2, 3, inner).mul_(b);
    EXPECT_TRUE(equal(wide.narrow(2, 3, inner), before * flat(b, a))) << IntArrayRef(shape);
    EXPECT_TRUE(equal(wide.narrow(2, inner + 3, 2), edges)) << IntArrayRef(shape);
    // In another order of the dimensions.
    const Tensor turned = numbers({inner, kRows, 3}, t).transpose(0, 2);
    EXPECT_TRUE(equal(turned * b, flat(turned, a) * flat(b, a))) << IntArrayRef(shape);
  }
  const Tensor other = numbers({3, kRows, 1}, t == kLong ? kFloat : kLong);
  EXPECT_TRUE(equal(a + other, a + flat(other, a)));
  const Tensor steps = numbers({3, kRows, 3 * inner}, t).slice(2, 0, 3 * inner, 3);
  EXPECT_TRUE(equal(steps + a, flat(steps, a) + a));
}

TEST(Walk, BroadcastAndStridedOperandsOfManyLengths) {
  manual_seed(1);
  const Threads threads(3);
  each_isa([] {
    for (int64_t inner : {1, 2, 3, 7, 8, 60, 127, 128, 123, 256, 257, 511, 513, 1100})
      for (ScalarType t : {kFloat, kDouble, kLong, kByte, kHalf, kComplexFloat}) check(inner, t);
  });
}

// Operands whose neighbours are those of another dimension than the output's are read by blocks; sizes around theirs.
void check_turned(int64_t rows, int64_t columns, ScalarType t) {
  SCOPED_TRACE(std::to_string(rows) + " by " + std::to_string(columns));
  const Tensor a = numbers({rows, columns}, t), b = numbers({columns, rows}, t).t(),
               c = numbers({rows, 1}, t);
  const Tensor d = numbers({columns, rows + 3}, t).slice(1, 1, rows + 1).t();
  const Tensor fb = flat(b, a), fc = flat(c, a), fd = flat(d, a);
  EXPECT_TRUE(equal(a * b, a * fb));
  EXPECT_TRUE(equal(addcmul(a, b, c), addcmul(a, fb, fc)));
  EXPECT_TRUE(equal(addcmul(c, b, d), addcmul(fc, fb, fd)));
  EXPECT_TRUE(equal(addcmul(b, a, d), addcmul(fb, a, fd)));
  Tensor wide = numbers({rows, columns + 4}, t);
  const Tensor edges = wide.slice(1, columns).clone(), part = wide.slice(1, 0, columns),
               before = part.clone();
  Tensor(part).add_(d);
  EXPECT_TRUE(equal(part, before + fd));
  EXPECT_TRUE(equal(wide.slice(1, columns), edges));
  // Channels behind each other, and images in another order.
  const Tensor images = numbers({3, rows, 5, columns}, t),
               last = numbers({5, 3, columns, rows}, t).permute({1, 3, 0, 2});
  EXPECT_TRUE(equal(images + last, images + flat(last, images)));
}

TEST(Walk, OperandsInAnotherOrder) {
  manual_seed(2);
  const Threads threads(3);
  each_isa([] {
    for (int64_t rows : {11, 12, 16, 31, 32, 33, 100})
      for (int64_t columns : {31, 32, 128, 129, 300, 1000})
        for (ScalarType t : {kFloat, kDouble, kLong}) check_turned(rows, columns, t);
  });
}

// Some instruction sets have conversions of their own.
TEST(Walk, EveryHalfConvertsAlikeInAllInstructionSets) {
  const Tensor halves = arange(1 << 16).to(kShort).view(kHalf);
  const Tensor floats = halves.to(kFloat).nan_to_num(3, 70000, -70000);
  // Between two halves, at and beside the middle, and past the largest one.
  const Tensor between =
      cat({floats, floats * (1 + 0x1p-11), floats * (1 + 0x1.8p-11), floats * (1 + 0x1.002p-11)});
  Tensor up, down;
  each_isa([&] {
    const Tensor widened = (halves * 1).to(kFloat), narrowed = between.to(kHalf);
    if (!up.defined()) up = widened, down = narrowed;
    EXPECT_TRUE(equal(widened.isnan(), up.isnan()));
    EXPECT_TRUE(equal(widened.nan_to_num(3, 70000, -70000), floats));
    EXPECT_TRUE(equal(narrowed.view(kShort), down.view(kShort)));
  });
  EXPECT_TRUE(equal(floats.to(kHalf).nan_to_num(3), halves.nan_to_num(3)));
}

}  // namespace
}  // namespace torch::inline rushlight::test

// empty, zeros, full and their like, fill_, zero_ and from_blob: values, dtypes, strides, options and texts of errors.
// Sequences and literals are in create_test.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases cases([] {
  covered({"empty", "empty_strided", "zeros", "ones", "full", "scalar_tensor", "empty_like", "zeros_like",
           "ones_like", "full_like", "new_empty", "new_zeros", "new_ones", "new_full"});
  op_case("fill_",
          [](const Args& x) {
            Tensor self = x[0].clone();
            return fill_(self, x.i(0));
          })
      .samples(unary(-2, 2, {3}))
      .samples(unary(-2, 2, {0}))
      .elementwise([](const double* x) { return x[1]; })
      .inplace([](Tensor& self, const Args& x) { fill_(self, x.i(0)); })
      .integers()
      .error([] { ones({2}).fill_(ones({1})); }, "fill_: expected a 0-dim tensor as value, got shape [1]");
  op_case("fill_ tensor",
          [](const Args& x) {
            Tensor self = x[0].clone();
            return fill_(self, x[1]);
          })
      .sample({{2, 3}, {}})
      .sample({{0}, {}})
      .sample({{}, {}})
      .elementwise([](const double* x) { return x[1]; })
      .inplace([](Tensor& self, const Args& x) { fill_(self, x[1]); })
      .integers(true);
  op_case("fill", [](const Args& x) { return fill(x[0], x[1]); })
      .sample({{2, 3}, {}})
      .sample({{0}, {}})
      .sample({{}, {}})
      .elementwise([](const double* x) { return x[1]; })
      .integers(true);
  op_case("zero_",
          [](const Args& x) {
            Tensor self = x[0].clone();
            return zero_(self);
          })
      .samples(unary())
      .elementwise([](const double*) { return 0.0; })
      .inplace([](Tensor& self, const Args&) { zero_(self); })
      .integers(true);
});

template <class F> std::string message(const F& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

constexpr ScalarType kAll[] = {kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kShort, kChar, kByte, kBool};

TEST(Factories, ValuesOfEveryDtype) {
  for (ScalarType t : kAll) {
    EXPECT_EQ(plain(zeros({2, 3}, t)).values, Numbers(6, 0)) << t;
    EXPECT_EQ(plain(ones({2, 3}, t)).values, Numbers(6, 1)) << t;
    EXPECT_EQ(plain(full({3}, 7, t)).values, Numbers(3, t == kBool ? 1 : 7)) << t;
    EXPECT_EQ(empty({2, 3}, t).scalar_type(), t);
    EXPECT_EQ(plain(scalar_tensor(1, t)).shape, Shape{}) << t;
    for (const Tensor& none : {zeros({0, 3}, t), ones({0}, t), empty({2, 0}, t)}) EXPECT_EQ(none.numel(), 0);
  }
  EXPECT_EQ(plain(full({2}, -0.0)).values, (Numbers{-0.0, -0.0}));
  EXPECT_TRUE(std::signbit(plain(full({2}, -0.0))[1]));
  EXPECT_EQ(plain(full({2}, 2.75, kInt)).values, (Numbers{2, 2}));
  EXPECT_EQ(full({1}, std::numeric_limits<int64_t>::max(), kLong).item<int64_t>(),
            std::numeric_limits<int64_t>::max());
}

TEST(Factories, DtypesFollowTheValueOrTheDefault) {
  EXPECT_EQ(full({2}, 1.5).scalar_type(), kFloat);
  EXPECT_EQ(full({2}, 1).scalar_type(), kLong);
  EXPECT_EQ(full({2}, true).scalar_type(), kBool);
  EXPECT_EQ(scalar_tensor(1).scalar_type(), kFloat);
  EXPECT_EQ(zeros({2}).scalar_type(), kFloat);
}

TEST(Factories, LikesTakeSizesDtypeAndStrides) {
  const Tensor x = full({2, 3}, 5, kInt).t();
  EXPECT_EQ(plain(zeros_like(x)).values, Numbers(6, 0));
  EXPECT_EQ(plain(ones_like(x)).values, Numbers(6, 1));
  EXPECT_EQ(plain(full_like(x, 7)).values, Numbers(6, 7));
  for (const Tensor& t : {zeros_like(x), ones_like(x), full_like(x, 7), empty_like(x)}) {
    EXPECT_EQ(t.sizes(), IntArrayRef({3, 2}));
    EXPECT_EQ(t.strides(), IntArrayRef({1, 3}));
    EXPECT_EQ(t.scalar_type(), kInt);
  }
  EXPECT_EQ(zeros_like(x, kDouble).scalar_type(), kDouble);
  EXPECT_EQ(empty_like(x, MemoryFormat::Contiguous).strides(), IntArrayRef({2, 1}));
  EXPECT_EQ(zeros_like(ones({1}).expand({3, 4})).strides(), IntArrayRef({4, 1}));
  EXPECT_EQ(ones_like(ones({2, 6}).slice(1, 0, 6, 2)).strides(), IntArrayRef({3, 1}));
  const Tensor images = empty_like(ones({2, 3, 4, 5}), MemoryFormat::ChannelsLast);
  EXPECT_TRUE(images.is_contiguous(MemoryFormat::ChannelsLast));
}

TEST(Factories, NewOnesTakeDtypeOnly) {
  const Tensor x = ones({2, 3}, kInt);
  EXPECT_EQ(plain(x.new_zeros({2})).values, (Numbers{0, 0}));
  EXPECT_EQ(plain(x.new_ones({2})).values, (Numbers{1, 1}));
  EXPECT_EQ(plain(x.new_full({2}, 4)).values, (Numbers{4, 4}));
  for (const Tensor& t : {x.new_zeros({4}), x.new_ones({4}), x.new_full({4}, 2), x.new_empty({4})}) {
    EXPECT_EQ(t.sizes(), IntArrayRef({4}));
    EXPECT_EQ(t.scalar_type(), kInt);
  }
  EXPECT_EQ(x.new_ones({2}, kDouble).scalar_type(), kDouble);
}

TEST(Factories, StridesAsAskedFor) {
  const Tensor x = empty_strided({2, 3}, {1, 2});
  EXPECT_EQ(x.strides(), IntArrayRef({1, 2}));
  EXPECT_EQ(empty_strided({3}, {0}).storage().nbytes(), sizeof(float));
  EXPECT_EQ(empty_strided({2, 3}, {5, 1}).storage().nbytes(), 8 * sizeof(float));
  EXPECT_EQ(empty_strided({0, 3}, {5, 1}).numel(), 0);
  EXPECT_TRUE(empty({2, 3, 4, 5}, MemoryFormat::ChannelsLast).is_contiguous(MemoryFormat::ChannelsLast));
}

TEST(Factories, GradientsAreOfFloatsOnly) {
  EXPECT_TRUE(ones({2}, requires_grad()).requires_grad());
  EXPECT_TRUE(zeros_like(ones({2}), requires_grad()).requires_grad());
  EXPECT_FALSE(zeros_like(ones({2}, requires_grad())).requires_grad());
  EXPECT_FALSE(ones({2}, requires_grad()).new_zeros({2}).requires_grad());
  EXPECT_NE(message([] { ones({2}, dtype(kLong).requires_grad(true)); }).find("floating-point"),
            std::string::npos);
}

TEST(Factories, ErrorsNameTheArgument) {
  EXPECT_EQ(message([] { empty({2, -1}); }), "empty: expected sizes that are not negative, got [2, -1]");
  EXPECT_EQ(message([] { zeros({-1}); }), "zeros: expected sizes that are not negative, got [-1]");
  EXPECT_EQ(message([] {
              empty_strided({2, 3}, {1});
            }),
            "empty: expected as many strides as sizes, got [1] for [2, 3]");
  EXPECT_EQ(message([] {
              empty_strided({2, 3}, {3, -1});
            }),
            "empty: expected strides that are not negative, got [3, -1]");
  EXPECT_EQ(message([] {
              zeros({int64_t{1} << 40, int64_t{1} << 40});
            }),
            "zeros: expected sizes whose bytes int64 can count, got [1099511627776, 1099511627776]");
  EXPECT_EQ(message([] { empty({int64_t{1} << 61}, kDouble); }),
            "empty: expected sizes whose bytes int64 can count, got [2305843009213693952]");
  EXPECT_EQ(message([] {
              empty({0, int64_t{1} << 40, int64_t{1} << 40});
            }),
            "empty: expected sizes whose bytes int64 can count, got [0, 1099511627776, 1099511627776]");
  EXPECT_EQ(message([] { empty_strided({2}, {int64_t{1} << 62}); }),
            "empty: expected sizes whose bytes int64 can count, got [2]");
  EXPECT_EQ(message([] { ones({-1}); }), "ones: expected sizes that are not negative, got [-1]");
  EXPECT_EQ(message([] { full({-1}, 2); }), "full: expected sizes that are not negative, got [-1]");
  EXPECT_THROW(zeros({2}, kCUDA), Error);
}

TEST(FromBlob, SharesMemoryAndCallsTheDeleterOnce) {
  float memory[6] = {0, 1, 2, 3, 4, 5};
  int deleted = 0;
  {
    const Tensor x = from_blob(memory, {2, 3}, [&](void* p) {
      EXPECT_EQ(p, memory);
      ++deleted;
    });
    Tensor row = x[1];
    row[0] = 30;
    EXPECT_EQ(memory[3], 30);
    memory[5] = 50;
    EXPECT_EQ(row[2].item<float>(), 50);
    EXPECT_EQ(deleted, 0);
  }
  EXPECT_EQ(deleted, 1);
  EXPECT_EQ(plain(from_blob(memory, {3, 2}, {1, 3})).values, (Numbers{0, 30, 1, 4, 2, 50}));
  EXPECT_EQ(message([&] {
              from_blob(memory, {2, 3}, {1});
            }),
            "from_blob: expected as many strides as sizes, got [1] for [2, 3]");
  EXPECT_EQ(message([&] { from_blob(memory, {-2}); }),
            "from_blob: expected sizes that are not negative, got [-2]");
  EXPECT_EQ(message([&] {
              from_blob(memory, {int64_t{1} << 40, int64_t{1} << 40});
            }),
            "from_blob: expected sizes whose bytes int64 can count, got [1099511627776, 1099511627776]");
  EXPECT_EQ(message([&] { from_blob(memory, {2}, {-1}); }),
            "from_blob: expected strides that are not negative, got [-1]");
}

}  // namespace
}  // namespace torch::inline rushlight::test

// c10::SymInt as programs meet it: sizes of tensors and ends of slices. The file compiles against LibTorch too.
#include <c10/core/SymInt.h>
#include <c10/core/SymIntArrayRef.h>
#include <c10/util/accumulate.h>
#include <c10/util/DimVector.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <sstream>

namespace {

using c10::SymInt;
using namespace torch::indexing;

template <class... T> std::string text_of(const T&... values) {
  std::ostringstream out;
  (out << ... << values);
  return out.str();
}

TEST(SymbolicSizes, AreKnownNumbers) {
  const SymInt five = 5;
  EXPECT_EQ(five.expect_int(), 5);
  EXPECT_EQ(five.guard_int(__FILE__, __LINE__), 5);
  EXPECT_EQ(five.maybe_as_int().value(), 5);
  EXPECT_FALSE(five.is_symbolic());
  EXPECT_EQ(text_of(five + 2, ' ', five - 7, ' ', 3 * five, ' ', SymInt(-7) / 2, ' ', SymInt(-7) % 3, ' ',
                    7 - five, ' ', -five),
            "7 -2 15 -3 -1 2 -5");
  EXPECT_TRUE(five == 5 && five != 6 && five < 6 && five <= five && 3 < five && five >= int64_t{5});
  EXPECT_EQ(five.min(4).expect_int() + five.max(7).expect_int(), 11);
  SymInt n = 4;
  n += 2;
  n *= 3;
  n /= five;
  EXPECT_EQ(n, SymInt(3));
  static_assert(!std::is_convertible_v<SymInt, int64_t>);
  EXPECT_EQ(at::Scalar(five).toLong(), 5);
}

TEST(SymbolicSizes, OfTensors) {
  const auto x = torch::ones({4, 3}).slice(0, 1, 3);
  EXPECT_EQ(text_of(x.sym_sizes(), x.sym_strides(), x.sym_size(-1), x.sym_stride(0), x.sym_numel(),
                    x.sym_storage_offset()),
            "[2, 3][3, 1]3363");
  EXPECT_THROW(x.sym_size(2), c10::Error);
  EXPECT_EQ(c10::multiply_integers(x.sym_sizes()), SymInt(6));
  EXPECT_EQ(C10_AS_INTARRAYREF_SLOW(x.sym_sizes()), x.sizes());
  EXPECT_EQ(text_of(c10::fromIntArrayRefSlow(x.sizes())), "[2, 3]");
  std::vector<SymInt> doubled = x.sym_sizes().vec();
  doubled[0] = doubled[0] * 2;
  const c10::SymIntArrayRef sizes(doubled);
  EXPECT_EQ(torch::zeros(C10_AS_INTARRAYREF_SLOW(sizes)).sizes(), (std::vector<int64_t>{4, 3}));
  c10::SymDimVector dims(sizes.begin(), sizes.end());
  dims.push_back(7);
  EXPECT_EQ(dims.back(), SymInt(7));
}

TEST(SymbolicSizes, OfSlices) {
  EXPECT_EQ(
      text_of(Slice(), ' ', Slice(1), ' ', Slice(1, None, 2), ' ', Slice(None, -1), ' ', Slice(0, 5, 1)),
      "0:4611686018427387903:1 1:4611686018427387903:1 1:4611686018427387903:2 0:-1:1 0:5:1");
  EXPECT_EQ(text_of(std::vector<TensorIndex>({Slice(), 3, None, true, "..."})),
            "(0:4611686018427387903:1, 3, None, true, ...)");
  const Slice slice(1, 5, 2);
  EXPECT_EQ(slice.start() + slice.stop() * slice.step(), SymInt(11));
  EXPECT_EQ(Slice().stop(), INDEX_MAX);
  EXPECT_EQ(TensorIndex(3).integer().expect_int(), 3);
  const auto x = torch::arange(5);
  const auto part = x.index({Slice(SymInt(1), x.sym_size(0) - 1)});
  EXPECT_EQ(part.numel(), 3);
  const int64_t last = 4;
  EXPECT_EQ(x.index({last}).item<int64_t>(), 4);
  EXPECT_EQ(x.index({x.sym_numel() - 2}).item<int64_t>(), 3);
}

}  // namespace

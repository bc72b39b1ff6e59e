// Copies of rows of every length, element by element against plain loops: parts of rows, every second one, overlapping, backwards.
#include <gtest/gtest.h>

#include "harness/each_isa.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

template <class T> void expect_copy(const Tensor& x, const char* what) {
  const Tensor y = x.contiguous();
  ASSERT_EQ(y.sizes(), x.sizes());
  const T *from = x.data_ptr<T>(), *got = y.data_ptr<T>();
  for (int64_t a = 0; a < x.size(0); ++a)
    for (int64_t b = 0; b < x.size(1); ++b)
      for (int64_t c = 0; c < x.size(2); ++c)
        ASSERT_EQ(*got++, from[a * x.stride(0) + b * x.stride(1) + c * x.stride(2)])
            << what << " " << x.sizes() << " at " << a << ", " << b << ", " << c;
}

template <class T> void expect_flip(const Tensor& x) {
  const Tensor y = x.flip(2);
  for (int64_t c = 0; c < x.size(2); ++c)
    ASSERT_TRUE(equal(y.select(2, c), x.select(2, x.size(2) - 1 - c))) << x.sizes() << " at " << c;
}

template <class T> void rows_of_every_length(ScalarType dtype) {
  for (int64_t n = 1; n < 300; n += n < 70 ? 1 : 37) {
    const Tensor all = randint(0, 100, {2, 7, n + 3}).to(dtype);
    expect_copy<T>(all.slice(2, 1, n + 1), "a part of rows");
    expect_copy<T>(all.slice(1, 0, 7, 2).slice(2, 0, n), "every second");
    expect_copy<T>(all.slice(2, 0, n).transpose(0, 1), "in another order");
    expect_copy<T>(all.select(0, 1).reshape({-1}).unfold(0, n, 1).unsqueeze(0), "overlapping");
    expect_copy<T>(all.slice(2, 0, 1).expand({2, 7, n}), "one element");
    expect_copy<T>(all.slice(1, 0, 1).slice(2, 0, n).expand({2, 7, n}), "one row");
    expect_flip<T>(all.slice(2, 1, n + 1));
  }
}

TEST(CopyRows, OfEveryLength) {
  manual_seed(0);
  test::each_isa([] {
    rows_of_every_length<uint8_t>(kByte);
    rows_of_every_length<int16_t>(kShort);
    rows_of_every_length<float>(kFloat);
    rows_of_every_length<double>(kDouble);
    rows_of_every_length<Complex<double>>(kComplexDouble);
  });
}

TEST(CopyRows, ManyOnSeveralThreads) {
  const int before = get_num_threads();
  set_num_threads(3);
  const Tensor x = arange(30000 * 13).to(kFloat).view({1, 30000, 13});
  expect_copy<float>(x.slice(2, 1, 12), "a part of rows");
  expect_copy<float>(x.slice(1, 1, 30000, 3), "every third");
  expect_flip<float>(x);
  set_num_threads(before);
}

}  // namespace
}  // namespace torch::inline rushlight

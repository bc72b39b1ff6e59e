// A build without LAPACK: what needs it says so, and the rest of linear algebra works. Part of such builds only.
#include <gtest/gtest.h>

#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

template <class F> std::string message(const F& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

TEST(WithoutLapack, OperatorsThatNeedItSaySo) {
  const Tensor a = eye(2);
  const char* text =
      ": expected LAPACK, found none; install libopenblas0-serial and build with RUSHLIGHT_LAPACK=ON";
  EXPECT_EQ(message([&] { linalg_solve(a, a); }), std::string("linalg_solve") + text);
  EXPECT_EQ(message([&] { linalg_svd(a); }), std::string("linalg_svd") + text);
  EXPECT_EQ(message([&] { linalg_qr(a); }), std::string("linalg_qr") + text);
  EXPECT_EQ(message([&] { a.det(); }), std::string("linalg_det") + text);
}

TEST(WithoutLapack, TheRestWorks) {
  const Tensor a = tensor({{1., 2.}, {3., 4.}});
  EXPECT_TRUE(equal(a.tril(), tensor({{1., 0.}, {3., 4.}})));
  EXPECT_TRUE(equal(a.matrix_power(2), a.mm(a)));
  EXPECT_TRUE(allclose(zeros({2, 2}).matrix_exp(), eye(2)));
  EXPECT_EQ(linalg_norm(a, 1).item<double>(), 6);
  EXPECT_EQ(cdist(a, a)[0][0].item<double>(), 0);
}

}  // namespace
}  // namespace torch::inline rushlight

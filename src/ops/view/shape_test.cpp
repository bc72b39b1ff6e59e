// Views under other names, windows, differences and questions about dtypes: results equal to LibTorch's call by call, and
// texts of errors.
#include <gtest/gtest.h>

#include "golden/calls/shape_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

const test::OpCases tested([] {
  test::covered({"swapaxes",
                 "swapaxes_",
                 "swapdims_",
                 "swapdims",
                 "moveaxis",
                 "mT",
                 "mH",
                 "matrix_H",
                 "adjoint",
                 "numpy_T",
                 "alias",
                 "narrow_copy",
                 "broadcast_to",
                 "broadcast_tensors",
                 "meshgrid",
                 "atleast_1d",
                 "atleast_2d",
                 "atleast_3d",
                 "as_strided_",
                 "set_",
                 "new_empty_strided",
                 "empty_permuted",
                 "hann_window",
                 "hamming_window",
                 "blackman_window",
                 "bartlett_window",
                 "kaiser_window",
                 "diff",
                 "trapezoid",
                 "trapz",
                 "cumulative_trapezoid",
                 "gradient",
                 "logcumsumexp",
                 "renorm",
                 "result_type",
                 "promote_types",
                 "can_cast",
                 "is_same_size",
                 "is_nonzero",
                 "is_set_to",
                 "is_pinned",
                 "pin_memory",
                 "isreal",
                 "frexp",
                 "ldexp",
                 "gcd",
                 "lcm",
                 "heaviside",
                 "nextafter",
                 "logaddexp2",
                 "is_floating_point",
                 "is_complex",
                 "is_signed"});
});

TEST(Shape, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::shape(lines);
  calls::expect_calls("shape", lines);
  EXPECT_TRUE(is_floating_point(ones({1})) && !is_complex(ones({1})) && is_signed(ones({1})));
}

TEST(Shape, ErrorsNameTheArgument) {
  const Tensor x = zeros({3, 4});
  EXPECT_EQ(error_of([&] { x[0].mT(); }), "mT: expected at least 2 dimensions, got shape [4]");
  EXPECT_EQ(error_of([&] { x.narrow(0, ones({1}), 1); }),
            "narrow: expected a 0-dim integer as start, got float32 of shape [1]");
  EXPECT_EQ(error_of([&] { meshgrid({x}); }),
            "meshgrid: expected vectors or 0-dim tensors, got shape [3, 4]");
  EXPECT_EQ(error_of([&] { meshgrid({x[0]}, "yx"); }), "meshgrid: expected an indexing of ij or xy, got yx");
  EXPECT_EQ(error_of([&] {
              meshgrid({x[0], x[0].to(kLong)});
            }),
            "meshgrid: expected tensors of one dtype, got float32 and int64");
  EXPECT_EQ(error_of([&] { x.clone().set_(x.to(kLong)); }),
            "set_: expected a source of self's dtype float32, got int64");
  EXPECT_EQ(error_of([&] {
              x.clone().set_(x, 5, {2, 2}, {10, 1});
            }),
            "set_: expected a window inside the storage of 12 elements, got one that ends at element 16");
  EXPECT_EQ(error_of([&] { ones({1}).requires_grad_().set_(x); }),
            "set_: expected a self that wants no gradient, got one that does; use set_data");
  EXPECT_EQ(error_of([] {
              empty_permuted({2, 3}, {0});
            }),
            "empty_permuted: expected a layout of 2 dimensions, got [0]");
  EXPECT_EQ(error_of([] {
              empty_permuted({2, 3}, {0, 0});
            }),
            "empty_permuted: expected each dimension once, got [0, 0]");
  EXPECT_EQ(error_of([] { hann_window(-1); }),
            "hamming_window: expected a window_length of at least 0, got -1");
  EXPECT_EQ(error_of([] { kaiser_window(3, kLong); }),
            "kaiser_window: expected a floating-point dtype, got int64");
  EXPECT_EQ(error_of([&] { x.diff(-1); }), "diff: expected an order n of at least 0, got -1");
  EXPECT_EQ(error_of([&] { trapezoid(x, ones({3})); }), "trapezoid: expected 4 points, got 3");
  EXPECT_TRUE(gradient(x, std::nullopt, 0)[0].equal(gradient(x, std::optional<Scalar>(), 0)[0]));
  EXPECT_EQ(error_of([&] { gradient(x, std::optional<Scalar>(), 1, 3); }),
            "gradient: expected an edge_order of 1 or 2, got 3");
  EXPECT_EQ(error_of([&] { gradient(x.narrow(0, 0, 1)); }),
            "gradient: expected at least 2 elements in dimension 0, got shape [1, 4]");
  EXPECT_EQ(error_of([&] { gradient(x, std::vector<Tensor>{ones({3})}); }),
            "gradient: expected a spacing for each of 2 dimensions, got 1");
  EXPECT_EQ(error_of([&] { x[0].renorm(2, 0, 1); }), "renorm: expected at least 2 dimensions, got shape [4]");
  EXPECT_EQ(error_of([&] { x.to(kLong).logcumsumexp(0); }),
            "logcumsumexp: expected a floating-point dtype, got int64");
  EXPECT_EQ(error_of([&] { is_nonzero(x); }),
            "is_nonzero: expected a tensor of one element, got shape [3, 4]");
  EXPECT_EQ(error_of([&] { nextafter(x.to(kHalf), x.to(kHalf)); }),
            "nextafter: expected float32 or float64, got float16");
  EXPECT_EQ(error_of([&] { gcd(x, x); }), "gcd: expected integers, got float32");
  EXPECT_EQ(error_of([&] { heaviside(x, x.to(kLong)); }),
            "heaviside: expected values of self's dtype float32, got int64");
  EXPECT_EQ(error_of([&] { frexp(x.to(kLong)); }), "frexp: expected a floating-point tensor, got int64");
}

TEST(Shape, Derivatives) {
  const Tensor x = (rand({3, 3}, kDouble) + 0.5).requires_grad_(), t = tensor({0., 1., 3.}, kDouble);
  const auto check = [&](const char* name, Tensor (*f)(const Tensor&)) {
    const auto list = [f](const autograd::variable_list& v) { return autograd::variable_list{f(v[0])}; };
    EXPECT_EQ(autograd::gradcheck(list, {x}), "") << name;
    EXPECT_EQ(autograd::gradgradcheck(list, {x}), "") << name;
  };
  check("logcumsumexp", [](const Tensor& v) { return v.logcumsumexp(1); });
  check("renorm", [](const Tensor& v) { return v.renorm(2, 0, 0.8); });
  check("diff", [](const Tensor& v) { return v.diff(); });
  check("trapezoid", [](const Tensor& v) { return trapezoid(v, v * v); });
  check("cumulative_trapezoid", [](const Tensor& v) { return cumulative_trapezoid(v, 0.5); });
  check("gradient", [](const Tensor& v) { return gradient(v, std::optional<Scalar>(), 0, 2)[0]; });
  check("gradient of points",
        [](const Tensor& v) { return gradient(v, std::vector<Tensor>{v[0].cumsum(0)}, IntArrayRef(1))[0]; });
  check("frexp", [](const Tensor& v) { return std::get<0>(frexp(v)); });
  check("ldexp", [](const Tensor& v) { return ldexp(v, v); });
  check("logaddexp2", [](const Tensor& v) { return logaddexp2(v, v * 2); });
  check("median", [](const Tensor& v) { return v.median(); });
  check("quantile", [](const Tensor& v) { return v.quantile(0.3, 1); });
  EXPECT_FALSE(
      autograd::gradcheck(
          [](const autograd::variable_list& v) { return autograd::variable_list{v[0].detach()}; }, {x})
          .empty());
}

TEST(Shape, MatrixHIsTheAdjointOfOneMatrix) {
  const Tensor z = randn({2, 3}, kComplexDouble);
  EXPECT_TRUE(equal(z.matrix_H(), z.conj().t()));
  EXPECT_EQ(error_of([&] { z.unsqueeze(0).matrix_H(); }), "matrix_H: expected a matrix, got shape [1, 2, 3]");
}

}  // namespace
}  // namespace torch::inline rushlight

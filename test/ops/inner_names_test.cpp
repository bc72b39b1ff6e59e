// Operators under the names that LibTorch's own use of each other: copies of views, forms that give their statistics,
// derivatives. LibTorch's figures are in inner.txt.
#include "golden/calls/inner_calls.h"

#include <gtest/gtest.h>

#include "harness/expect_calls.h"
#include "harness/op_case.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases tested([] {
  covered({"alias_copy",
           "detach_copy",
           "lift_fresh_copy",
           "as_strided_copy",
           "view_copy",
           "expand_copy",
           "permute_copy",
           "transpose_copy",
           "t_copy",
           "squeeze_copy",
           "unsqueeze_copy",
           "select_copy",
           "slice_copy",
           "diagonal_copy",
           "unfold_copy",
           "view_as_real_copy",
           "view_as_complex_copy",
           "split_copy",
           "split_with_sizes_copy",
           "unbind_copy",
           "native_layer_norm",
           "native_group_norm",
           "native_batch_norm",
           "_weight_norm",
           "_softmax",
           "_log_softmax",
           "_softmax_backward_data",
           "_log_softmax_backward_data",
           "elu_backward",
           "leaky_relu_backward",
           "hardtanh_backward",
           "hardsigmoid_backward",
           "hardswish_backward",
           "hardshrink_backward",
           "softshrink_backward",
           "log_sigmoid_backward",
           "glu_backward",
           "native_dropout",
           "_unique",
           "__and__",
           "__or__",
           "__xor__",
           "__iand__",
           "__ior__",
           "__ixor__",
           "__ilshift__",
           "__irshift__"});
});

TEST(InnerNames, GiveWhatLibTorchGives) {
  calls::Lines lines;
  calls::inner(lines);
  calls::expect_calls("inner", lines);
}

TEST(InnerNames, CopiesHaveAGradientAndMemoryOfTheirOwn) {
  const Tensor x = arange(6, kFloat).reshape({2, 3}).set_requires_grad(true);
  const Tensor y = expand_copy(x.slice(0, 0, 1), {4, 3});
  EXPECT_FALSE(y.is_alias_of(x));
  EXPECT_TRUE(y.is_contiguous());
  y.sum().backward();
  EXPECT_TRUE(equal(x.grad(), tensor({{4.f, 4.f, 4.f}, {0.f, 0.f, 0.f}})));
  EXPECT_FALSE(detach_copy(x).requires_grad());
}

}  // namespace
}  // namespace torch::inline rushlight::test

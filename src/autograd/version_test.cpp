// Versions, and what may be written in place: which tensors count together, and what an in-place change of an alias does to
// saved tensors. Behaviour as PyTorch's.
#include <gtest/gtest.h>

#include "harness/outcome.h"

#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using V = std::vector<float>;

V values(const Tensor& t) {
  const Tensor c = t.contiguous();
  return {c.data_ptr<float>(), c.data_ptr<float>() + c.numel()};
}
bool says(const std::string& error, const char* part) { return error.find(part) != std::string::npos; }

TEST(Version, DetachedTensorsAndViewsCountWithTheirSource) {
  const Tensor x = ones({3});
  Tensor view = x.slice(0, 1), detached = x.detach(), same = x.tensor_data();
  view.add_(1);
  detached.add_(1);
  same.add_(1);
  for (const Tensor& t : {x, view, detached, same}) EXPECT_EQ(t._version(), 3);
}

TEST(Version, DataCountsForItself) {
  const Tensor x = ones({3});
  x.detach().add_(1);
  const Tensor data = x.data(), other = x.variable_data();
  EXPECT_EQ(data._version(), 0);
  Tensor view = data.slice(0, 1), detached = view.detach(), row = detached[0];
  view.add_(1);
  detached.mul_(2);
  row.zero_();
  for (const Tensor& t : {data, view, detached, row, data.detach()}) EXPECT_EQ(t._version(), 3);
  EXPECT_EQ(x._version(), 1);
  EXPECT_EQ(other._version(), 0);
  EXPECT_EQ(data.data()._version(), 0);
  EXPECT_EQ(values(x), (V{2, 0, 6}));
}

TEST(Version, ChangedDataThatWasSavedIsAnError) {
  const Tensor x = ones({2}).requires_grad_();
  Tensor data = ones({2}).data();
  const Tensor y = (x * data).sum();
  data[0].add_(1);
  EXPECT_TRUE(says(error_of([&] { y.backward(); }), "modified by an in-place operation (version 1)"));
}

TEST(Version, DataMayBeALeafWithViews) {
  const Tensor leaf = ones({2}).data().requires_grad_();
  EXPECT_TRUE(says(error_of([&] { leaf[0] = 3; }), "a view of one"));
  Tensor y = leaf * 1.0;
  const Tensor data = y.data().requires_grad_();
  Tensor z = data * 2.0, view = z.slice(0, 0, 1);
  view.mul_(5);
  z.sum().backward();
  EXPECT_EQ(values(data.grad()), (V{10, 2}));
}

TEST(Version, ResizeCounts) {
  const Tensor data = ones({2}).data();
  data.resize_({3});
  EXPECT_EQ(data._version(), 1);
}

TEST(RequiresGrad, OnResultsOfOperations) {
  const Tensor y = ones({2}).requires_grad_() * 2;
  EXPECT_TRUE(says(error_of([&] { y.requires_grad_(false); }), "expected a leaf"));
  EXPECT_TRUE(y.set_requires_grad(false).requires_grad());
  EXPECT_TRUE(y.requires_grad_(true).requires_grad());
}

TEST(Inference, RecordsNothingWhateverGradModeSays) {
  const Tensor x = ones({2}).requires_grad_();
  Tensor made;
  {
    InferenceMode inference;
    made = ones({2});
    EXPECT_FALSE(GradMode::is_enabled());
    AutoGradMode on(true);
    EXPECT_TRUE(GradMode::is_enabled());
    EXPECT_FALSE((x * 2).requires_grad());
    {
      InferenceMode off(false);
      EXPECT_TRUE((x * 2).requires_grad());
    }
    EXPECT_FALSE((x * 2).requires_grad());
  }
  EXPECT_TRUE((x * 2).requires_grad());
  EXPECT_TRUE(says(error_of([&] { made._version(); }), "InferenceMode"));
}

TEST(ComplexRoots, NeedAGradient) {
  const Tensor z = complex(ones({1}), ones({1})).requires_grad_();
  EXPECT_TRUE(says(error_of([&] { autograd::grad({(z * z).sum()}, {z}); }), "expected a real tensor"));
  EXPECT_TRUE(says(error_of([&] { (z * z).sum().backward(); }), "expected a real tensor"));
  (z * z).sum().backward(complex(ones({}), zeros({})));
  EXPECT_TRUE(z.grad().defined());
}

TEST(GradFnName, AsInPyTorch) {
  const Tensor a = rand({3, 4}).requires_grad_(), b = rand({3, 4});
  const std::vector<std::pair<Tensor, const char*>> calls{{a + b, "AddBackward0"},
                                                          {a + 1, "AddBackward1"},
                                                          {2 - a, "SubBackward0"},
                                                          {a - 2, "SubBackward1"},
                                                          {a * b, "MulBackward0"},
                                                          {a * 2, "MulBackward1"},
                                                          {a / b, "DivBackward0"},
                                                          {a / 2, "DivBackward1"},
                                                          {a.pow(2), "PowBackward0"},
                                                          {a.pow(b), "PowBackward1"},
                                                          {pow(2, a), "PowBackward2"},
                                                          {a.log1p(), "Log1PBackward0"},
                                                          {a.clone(), "CloneBackward0"},
                                                          {a.to(kDouble), "ToCopyBackward0"},
                                                          {a.clamp_min(0), "ClampMinBackward0"},
                                                          {a.relu(), "ReluBackward0"},
                                                          {a.log_softmax(1), "LogSoftmaxBackward0"},
                                                          {a.fmod(b), "FmodBackward1"}};
  for (const auto& [result, name] : calls) EXPECT_EQ(result.grad_fn()->name(), name);
  Tensor base = a * 1;
  base[0].add_(1);
  EXPECT_EQ(base.grad_fn()->name(), "torch::autograd::CopySlices");
}

}  // namespace
}  // namespace torch::inline rushlight

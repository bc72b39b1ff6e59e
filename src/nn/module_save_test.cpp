// Saving and loading of modules: same values after a round trip, all or nothing, and what is wrong is named.
#include <gtest/gtest.h>

#include <sstream>

#include "rushlight/nn/containers.h"
#include "rushlight/nn/sequential.h"
#include "rushlight/ops.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
namespace {

struct PartImpl : nn::Cloneable<PartImpl> {
  explicit PartImpl(int64_t n = 2) : n(n) { reset(); }
  void reset() override {
    weight = register_parameter("weight", zeros({n}));
    count = register_buffer("count", zeros({}, kLong));
    none = register_buffer("none", Tensor());
  }
  Tensor forward(const Tensor& x) { return x * weight; }
  int64_t n;
  Tensor weight, count, none;
};
TORCH_MODULE(Part);

double at0(const Tensor& t) { return t.select(0, 0).item<double>(); }

TEST(ModuleSave, RoundTrip) {
  nn::Sequential model(Part(), nn::Functional([](Tensor x) { return x; }), Part());
  model->train(false);
  {
    NoGradGuard no_grad;
    model->at<PartImpl>(0).weight.fill_(3);
    model->at<PartImpl>(2).weight.fill_(5);
    model->at<PartImpl>(2).count.fill_(7);
  }
  std::stringstream stream;
  save(model, stream);
  nn::Sequential fresh(Part(), nn::Functional([](Tensor x) { return x; }), Part());
  const Tensor before = fresh->at<PartImpl>(0).weight;
  load(fresh, stream);
  EXPECT_EQ(at0(fresh->forward(ones({2}))), 15);
  EXPECT_EQ(fresh->at<PartImpl>(2).count.item<int64_t>(), 7);
  EXPECT_TRUE(fresh->at<PartImpl>(0).weight.is_same(before));
  EXPECT_TRUE(before.requires_grad());
  EXPECT_EQ(at0(before), 3);
}

TEST(ModuleSave, WhatDoesNotFitIsNamed) {
  Part part;
  std::stringstream stream;
  save(part, stream);
  Part larger(3);
  try {
    load(larger, stream);
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("weight"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("[2]"), std::string::npos) << e.what();
  }
  EXPECT_EQ(larger->weight.numel(), 3);
  Part empty{nullptr};
  std::stringstream more;
  EXPECT_THROW(save(empty, more), Error);
}

}  // namespace
}  // namespace torch::inline rushlight

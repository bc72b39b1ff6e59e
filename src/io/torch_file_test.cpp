// load() from files of Python's torch.save (test/golden/pickle): a state_dict into a module, tensors, lists, values by name.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "harness/outcome.h"
#include "rushlight/nn.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

std::string golden(const char* name) { return std::string(RUSHLIGHT_GOLDEN_DIR "/pickle/").append(name); }

TEST(TorchFile, AStateDictIntoAModule) {
  nn::Sequential model({{"fc", nn::Linear(3, 2)}, {"relu", nn::ReLU()}, {"norm", nn::BatchNorm1d(2)}});
  const Tensor weight = model->named_parameters()["fc.weight"];
  load(model, golden("state_dict.pt"));
  EXPECT_TRUE(equal(weight, arange(6, kFloat).reshape({2, 3})));
  EXPECT_TRUE(weight.requires_grad() && weight.is_leaf());
  EXPECT_TRUE(equal(model->named_parameters()["norm.weight"], tensor({20.0f, 21.0f})));
  std::ifstream file(golden("state_dict.pt"), std::ios::binary);
  load(model, file);
}

TEST(TorchFile, AModuleOfOtherParametersIsLeftAsItWas) {
  nn::Sequential wider({{"fc", nn::Linear(4, 2)}, {"norm", nn::BatchNorm1d(2)}});
  EXPECT_EQ(error_of([&] { load(wider, golden("state_dict.pt")); }),
            "load: expected 'fc.weight' of shape [2, 4], got [2, 3] in " + golden("state_dict.pt"));
  nn::Sequential longer({{"fc", nn::Linear(3, 2)}, {"more", nn::Linear(2, 2)}});
  const Tensor before = longer->parameters()[0].clone();
  EXPECT_EQ(error_of([&] { load(longer, golden("state_dict.pt")); }),
            "load: expected a tensor under 'more.weight', got none in " + golden("state_dict.pt") +
                "; there is nothing beside it");
  EXPECT_TRUE(equal(longer->parameters()[0], before));
}

TEST(TorchFile, TensorsAndValues) {
  Tensor x;
  load(x, golden("tensor.pt"));
  EXPECT_TRUE(equal(x, tensor({{1.0f, 2.0f}, {3.0f, 4.0f}})));
  std::vector<Tensor> list;
  load(list, golden("tensors.pt"));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(equal(list[0], ones({2})));
  serialize::InputArchive archive, nested, inner;
  archive.load_from(golden("values.pt"));
  IValue value;
  archive.read("text", value);
  EXPECT_EQ(value.toStringRef(), "äπ");
  archive.read("ints", value);
  EXPECT_EQ(value.toIntVector().size(), 3u);
  archive.read("nested", nested);
  nested.read("inner", inner);
  inner.read("3", value);
  EXPECT_EQ(value.toStringRef(), "three");
  Tensor parameter;
  archive.read("parameter", parameter);
  EXPECT_TRUE(parameter.requires_grad());
}

TEST(TorchFile, WhatCannotBeReadNamesTheFile) {
  Tensor x;
  EXPECT_EQ(error_of([&] { load(x, golden("object.pt")); }),
            "pickle_load: expected tensors, numbers, texts and lists of them, got the Python object "
            "torch.nn.modules.linear Linear, in " +
                golden("object.pt"));
  std::stringstream cut("PK\x03\x04 and more");
  EXPECT_EQ(error_of([&] { load(x, cut); }),
            "pickle_load: expected a zip archive, as torch.save and pickle_save write it, got other bytes, "
            "in the stream");
}

}  // namespace
}  // namespace torch::inline rushlight

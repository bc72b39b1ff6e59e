// Module, its holder, the containers and the type-erased call: names, order, modes, conversion, clones, texts, errors.
#include "rushlight/nn/module.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/outcome.h"
#include "rushlight/nn/containers.h"
#include "rushlight/nn/enum.h"
#include "rushlight/nn/expanding_array.h"
#include "rushlight/nn/sequential.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct ScaleImpl : nn::Cloneable<ScaleImpl> {
  explicit ScaleImpl(double by = 2) : by(by) { reset(); }
  void reset() override {
    weight = register_parameter("weight", full({2}, by));
    steps = register_buffer("steps", zeros({}, kLong));
  }
  Tensor forward(const Tensor& x) { return x * weight; }
  double by;
  Tensor weight, steps;
};
TORCH_MODULE(Scale);

struct PairImpl : nn::Cloneable<PairImpl> {
  PairImpl() { reset(); }
  void reset() override {
    bias = register_parameter("bias", ones({2}), false);
    none = register_parameter("none", Tensor());
    a = register_module("a", Scale(3.0));
    b = register_module("b", Scale(5.0));
  }
  std::tuple<Tensor, Tensor> forward(Tensor x) { return {a->forward(x), b->forward(x) + bias}; }
  Tensor bias, none;
  Scale a{nullptr}, b{nullptr};
};
TORCH_MODULE(Pair);

struct SumImpl : nn::Cloneable<SumImpl> {
  void reset() override {}
  Tensor forward(std::tuple<Tensor, Tensor> x) { return std::get<0>(x) + std::get<1>(x); }
};
TORCH_MODULE(Sum);

struct AddImpl : nn::Module {
  Tensor forward(const Tensor& x, const Tensor& y, int64_t times) { return y.defined() ? x + y * times : x; }

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, nn::AnyValue(Tensor())}, {2, nn::AnyValue(int64_t{1})})
};
TORCH_MODULE(Add);

template <class T> std::string text(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

using test::error_of;

double at0(const Tensor& t) { return t.select(0, 0).item<double>(); }

TEST(OrderedDict, KeepsOrderAndFindsKeys) {
  OrderedDict<std::string, int> dict("Key");
  dict.insert("b", 1);
  dict.insert("a", 2);
  dict.insert("c", 3);
  EXPECT_EQ(dict.keys(), (std::vector<std::string>{"b", "a", "c"}));
  dict.erase("a");
  EXPECT_EQ(dict["c"], 3);
  EXPECT_EQ(dict[1].key(), "c");
  EXPECT_EQ(dict.find("a"), nullptr);
  EXPECT_EQ(error_of([&] { dict.insert("b", 4); }), "Key: expected a new name, got 'b', which is taken");
  EXPECT_EQ(error_of([&] { dict["x"]; }), "Key: expected a name that exists, got 'x'");
  EXPECT_EQ(error_of([&] { dict[size_t{5}]; }), "Key: expected an index below 2, got 5");
}

TEST(Module, NamesAndOrder) {
  Pair pair;
  EXPECT_EQ(pair->named_parameters().keys(), (std::vector<std::string>{"bias", "a.weight", "b.weight"}));
  EXPECT_EQ(pair->named_parameters(false).keys(), (std::vector<std::string>{"bias"}));
  EXPECT_EQ(pair->named_buffers().keys(), (std::vector<std::string>{"a.steps", "b.steps"}));
  EXPECT_EQ(pair->named_children().keys(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(pair->named_modules("top").keys(), (std::vector<std::string>{"top", "top.a", "top.b"}));
  EXPECT_EQ(pair->modules(false).size(), 2u);
  EXPECT_EQ(pair->parameters().size(), 3u);
  EXPECT_FALSE(pair->parameters()[0].requires_grad());
  EXPECT_TRUE(pair->parameters()[1].requires_grad());
  EXPECT_EQ(pair->a.ptr(), pair->children()[0]);
  EXPECT_NE(pair->as<PairImpl>(), nullptr);
  EXPECT_EQ(pair->children()[0]->as<Pair>(), nullptr);
  EXPECT_NE(pair->children()[0]->as<Scale>(), nullptr);
}

TEST(Module, RejectsBadRegistrations) {
  Pair pair;
  EXPECT_EQ(error_of([&] { pair->register_parameter("", ones({1})); }),
            "register_parameter: expected a name, got an empty one");
  EXPECT_EQ(error_of([&] { pair->register_buffer("a.b", ones({1})); }),
            "register_buffer: expected a name without a dot, got 'a.b'");
  EXPECT_EQ(error_of([&] { pair->register_parameter("bias", ones({1})); }),
            "Parameter: expected a new name, got 'bias', which is taken");
  EXPECT_EQ(error_of([&] { pair->register_module("a", Scale(1.0)); }),
            "Submodule: expected a new name, got 'a', which is taken");
  EXPECT_EQ(error_of([&] { pair->register_module("c", std::shared_ptr<ScaleImpl>()); }),
            "register_module: expected a module for 'c', got null");
  EXPECT_EQ(error_of([&] { pair->register_parameter("n", zeros({1}, kLong)); }),
            "register_parameter: expected a floating dtype for 'n', got int64; give requires_grad=false or "
            "register "
            "a buffer");
  EXPECT_EQ(error_of([&] { pair->unregister_module("x"); }),
            "unregister_module: expected the name of a submodule, got 'x'");
  EXPECT_EQ(error_of([&] { Scale(nullptr)->forward(ones({2})); }),
            "ModuleHolder: expected a module, got an empty holder");
  AddImpl on_the_stack;
  EXPECT_NE(error_of([&] { on_the_stack.modules(); }).find("to be held by a shared_ptr"), std::string::npos);
  EXPECT_EQ(on_the_stack.modules(false).size(), 0u);
  EXPECT_NE(error_of([&] { on_the_stack.clone(); }).find("expected a class that implements clone()"),
            std::string::npos);
}

TEST(Module, ReplacesAndUnregisters) {
  Pair pair;
  pair->replace_module("a", Scale(7.0));
  EXPECT_EQ(at0(pair->named_parameters()["a.weight"]), 7);
  pair->unregister_module("b");
  EXPECT_EQ(pair->named_children().keys(), (std::vector<std::string>{"a"}));
}

TEST(Module, ModesApplyAndGradients) {
  Pair pair;
  pair->eval();
  EXPECT_FALSE(pair->a->is_training());
  pair->train();
  EXPECT_TRUE(pair->b->is_training());
  std::vector<std::string> seen;
  pair->apply([&](const std::string& name, nn::Module&) { seen.push_back(name); });
  EXPECT_EQ(seen, (std::vector<std::string>{"", "a", "b"}));
  (pair->a->forward(ones({2}))).sum().backward();
  EXPECT_TRUE(pair->a->weight.grad().defined());
  pair->zero_grad(false);
  EXPECT_EQ(at0(pair->a->weight.grad()), 0);
  pair->zero_grad();
  EXPECT_FALSE(pair->a->weight.grad().defined());
}

TEST(Module, ConvertsInPlace) {
  Pair pair;
  pair->to(kDouble);
  EXPECT_EQ(pair->a->weight.scalar_type(), kDouble);
  EXPECT_EQ(pair->bias.scalar_type(), kDouble);
  EXPECT_TRUE(pair->a->weight.requires_grad());
  EXPECT_TRUE(pair->a->weight.is_leaf());
  pair->to(Device(kCPU), kFloat);
  EXPECT_EQ(pair->a->weight.scalar_type(), kFloat);
  pair->to(TensorOptions(kDouble));
  EXPECT_EQ(pair->a->weight.scalar_type(), kDouble);
}

TEST(Module, CloneIsDeep) {
  Pair pair;
  {
    NoGradGuard no_grad;
    pair->a->weight.fill_(9);
    pair->bias.fill_(4);
  }
  auto copy = std::dynamic_pointer_cast<PairImpl>(pair->clone());
  ASSERT_TRUE(copy);
  EXPECT_EQ(at0(copy->a->weight), 9);
  EXPECT_EQ(at0(copy->bias), 4);
  EXPECT_TRUE(copy->a->weight.is_same(copy->named_parameters()["a.weight"]));
  {
    NoGradGuard no_grad;
    copy->a->weight.fill_(1);
  }
  EXPECT_EQ(at0(pair->a->weight), 9);
}

TEST(Module, Texts) {
  Pair pair;
  EXPECT_EQ(pair->name(), "torch::(anonymous namespace)::PairImpl");
  EXPECT_EQ(text(pair),
            pair->name() + "(\n  (a): " + pair->a->name() + "\n  (b): " + pair->b->name() + "\n)");
  EXPECT_EQ(nn::Module("mine").name(), "mine");
  EXPECT_EQ(text(nn::Sequential(Scale(1.0))), "torch::nn::Sequential(\n  (0): " + pair->a->name() + "\n)");
  EXPECT_EQ(text(nn::ModuleList()), "torch::nn::ModuleList");
  nn::ParameterList list;
  list->append(ones({2, 3}));
  EXPECT_EQ(text(list), "torch::nn::ParameterList(\n(0): Parameter containing: [Float of size [2, 3]]\n)");
}

TEST(AnyModule, CallsAndChecksTypes) {
  nn::AnyModule any{Scale(4.0)};
  EXPECT_EQ(at0(any.forward(ones({2}))), 4);
  EXPECT_EQ(any.get<ScaleImpl>().by, 4);
  EXPECT_EQ(any.get<Scale>()->by, 4);
  EXPECT_NE(error_of([&] { any.get<SumImpl>(); }).find("AnyModule: expected the type "), std::string::npos);
  EXPECT_NE(
      error_of([&] { any.forward(3); }).find("forward: expected argument 0 of type torch::Tensor, got int"),
      std::string::npos);
  EXPECT_NE(error_of([&] { any.forward(ones({2}), ones({2})); }).find("forward: expected 1 arguments for "),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              any.forward<int>(ones({2}));
            }).find("AnyValue: expected the type int, got torch::Tensor"),
            std::string::npos);
  EXPECT_EQ(error_of([&] { nn::AnyModule().forward(ones({2})); }),
            "AnyModule: expected a module for forward(), got an empty AnyModule");
  nn::AnyModule copy = any.clone();
  EXPECT_NE(copy.ptr(), any.ptr());
  EXPECT_EQ(at0(copy.forward(ones({2}))), 4);
}

TEST(AnyModule, FillsDefaultArguments) {
  nn::AnyModule any{Add()};
  EXPECT_EQ(at0(any.forward(ones({2}))), 1);
  EXPECT_EQ(at0(any.forward(ones({2}), ones({2}))), 2);
  EXPECT_EQ(at0(any.forward(ones({2}), ones({2}), int64_t{3})), 4);
  EXPECT_NE(error_of([&] { any.any_forward(); }).find("forward: expected 1 to 3 arguments for "),
            std::string::npos);
}

TEST(Sequential, PassesResultsOn) {
  nn::Sequential model(Scale(2.0), Pair(), Sum());
  EXPECT_EQ(at0(model->forward(ones({2}))), 2 * 3 + (2 * 5 + 1));
  EXPECT_EQ(at0(model(ones({2}))), 17);
  EXPECT_EQ(model->size(), 3u);
  EXPECT_EQ(model->at<ScaleImpl>(0).by, 2);
  EXPECT_EQ(model[0]->as<Scale>()->by, 2);
  EXPECT_EQ(model->named_parameters().keys(),
            (std::vector<std::string>{"0.weight", "1.bias", "1.a.weight", "1.b.weight"}));
  auto copy = std::dynamic_pointer_cast<nn::SequentialImpl>(model->clone());
  EXPECT_EQ(at0(copy->forward(ones({2}))), 17);
  EXPECT_EQ(error_of([&] { nn::Sequential()->forward(ones({2})); }),
            "Sequential: expected at least one module for forward(), got none");
  EXPECT_EQ(error_of([&] { model->forward<int>(ones({2})); }),
            "Sequential: expected a result of type int, got torch::Tensor");
  EXPECT_EQ(error_of([&] { model->ptr(3); }), "Sequential: expected an index below 3, got 3");
}

TEST(Sequential, NamesPushBackExtendIterate) {
  nn::Sequential model({{"first", Scale(2.0)}, {"second", Scale(3.0)}});
  model->push_back("third", Scale(4.0));
  model->push_back(std::make_shared<ScaleImpl>(5.0));
  model->push_back(ScaleImpl(1.0));
  nn::Sequential more(Scale(1.5));
  nn::Sequential all;
  all->extend(*model);
  all->push_back(more[0]->as<Scale>()->by == 1.5 ? Scale(2.0) : Scale(0.0));
  EXPECT_EQ(model->named_children().keys(), (std::vector<std::string>{"first", "second", "third", "3", "4"}));
  EXPECT_EQ(at0(model->forward(ones({2}))), 120);
  EXPECT_EQ(at0(all->forward(ones({2}))), 240);
  Tensor x = ones({2});
  for (auto& module : *model) x = module.forward(x);
  EXPECT_EQ(at0(x), 120);
}

TEST(Containers, ModuleList) {
  nn::ModuleList list(Scale(1.0), Scale(2.0));
  list->insert(1, Scale(3.0));
  EXPECT_EQ(list->size(), 3u);
  EXPECT_EQ(list->at<ScaleImpl>(1).by, 3);
  EXPECT_EQ(list->at<ScaleImpl>(2).by, 2);
  EXPECT_EQ(at0(list->named_parameters()["1.weight"]), 3);
  EXPECT_EQ(at0(list->named_parameters()["2.weight"]), 2);
  EXPECT_NE(error_of([&] { list->at<SumImpl>(0); }).find("ModuleList: expected the type "),
            std::string::npos);
  EXPECT_EQ(std::dynamic_pointer_cast<nn::ModuleListImpl>(list->clone())->at<ScaleImpl>(1).by, 3);
}

TEST(Containers, ModuleDict) {
  nn::ModuleDictImpl::Pairs pairs = {{"x", std::make_shared<ScaleImpl>(1.0)},
                                     {"y", std::make_shared<ScaleImpl>(2.0)}};
  nn::ModuleDict dict(pairs);
  EXPECT_EQ(dict->keys(), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(dict->at<ScaleImpl>("y").by, 2);
  dict->update(nn::ModuleDictImpl::Pairs{{"x", std::make_shared<ScaleImpl>(7.0)}});
  EXPECT_EQ(at0(dict->named_parameters()["x.weight"]), 7);
  dict->pop("x");
  EXPECT_FALSE(dict->contains("x"));
  EXPECT_EQ(dict->named_parameters().keys(), (std::vector<std::string>{"y.weight"}));
}

TEST(Containers, Parameters) {
  nn::ParameterList list(ones({2}), zeros({3}).set_requires_grad(true));
  EXPECT_EQ(list->size(), 2u);
  EXPECT_FALSE(list[0].requires_grad());
  EXPECT_TRUE(list->at(1).requires_grad());
  auto copy = std::dynamic_pointer_cast<nn::ParameterListImpl>(list->clone());
  EXPECT_EQ(copy->at(1).size(0), 3);
  EXPECT_TRUE(copy->at(1).requires_grad());
  EXPECT_FALSE(copy->at(1).is_same(list->at(1)));
  nn::ParameterDict dict;
  dict->insert("w", ones({2}).set_requires_grad(true));
  EXPECT_TRUE(dict["w"].requires_grad());
  EXPECT_EQ(dict->pop("w").size(0), 2);
  EXPECT_TRUE(dict->empty());
}

TEST(Containers, Functional) {
  nn::Functional twice([](Tensor x) { return x + x; });
  EXPECT_EQ(at0(twice(ones({2}))), 2);
  nn::Sequential model(twice, nn::Functional([](Tensor x, double y) { return x * y; }, 5.0));
  EXPECT_EQ(at0(model->forward(ones({2}))), 10);
  EXPECT_EQ(text(twice), "torch::nn::Functional()");
  EXPECT_FALSE(twice->is_serializable());
}

TEST(Options, EnumsAndArrays) {
  std::variant<enumtype::kNone, enumtype::kMean, enumtype::kSum> reduction = kMean;
  EXPECT_EQ(enumtype::get_enum_name(reduction), "kMean");
  EXPECT_EQ(enumtype::reduction_get_enum(reduction), 1);
  std::variant<enumtype::kBatchMean, enumtype::kNone, enumtype::kMean, enumtype::kSum> batch = kBatchMean;
  EXPECT_EQ(error_of([&] { enumtype::reduction_get_enum(batch); }),
            "reduction: expected kNone, kMean or kSum, got kBatchMean");
  ExpandingArray<2> both(3);
  EXPECT_EQ(text(both), "[3, 3]");
  EXPECT_EQ(text(ExpandingArray<1>(4)), "4");
  EXPECT_EQ((*ExpandingArray<2>({1, 2}))[1], 2);
  EXPECT_EQ(error_of([] { ExpandingArray<2>({1, 2, 3}); }), "ExpandingArray: expected 2 values, got 3");
  EXPECT_EQ(text(ExpandingArrayWithOptionalElem<2>({std::nullopt, 5})), "[None, 5]");
}

}  // namespace
}  // namespace torch::inline rushlight

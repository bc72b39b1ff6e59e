// Programs put their own code into LibTorch's namespaces, at every depth, and specialise what is there.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <functional>

namespace torch {
namespace nn {
class Module;  // a declaration of what there is
struct ScaleImpl : Module {
  explicit ScaleImpl(double factor) : factor(factor) { fc = register_module("fc", Linear(2, 2)); }
  Tensor forward(const Tensor& x) { return functional::relu(fc->forward(x)) * factor; }
  double factor;
  Linear fc{nullptr};
};
TORCH_MODULE(Scale);
}  // namespace nn
Tensor twice(const Tensor& x) { return add(x, x); }
}  // namespace torch

namespace torch::nn::functional {
Tensor leaky(const Tensor& x) { return leaky_relu(x, LeakyReLUFuncOptions().negative_slope(0.5)); }
}  // namespace torch::nn::functional

namespace torch::nn::init {
Tensor sevens_(Tensor t) { return constant_(t, 7); }
}  // namespace torch::nn::init

namespace torch::data::datasets {
struct Numbers : Dataset<Numbers> {
  data::Example<> get(size_t i) override { return {full({1}, static_cast<int64_t>(i)), zeros({1})}; }
  optional<size_t> size() const override { return 4; }
};
}  // namespace torch::data::datasets

namespace torch::data::transforms {
struct Negate : TensorTransform<> {
  Tensor operator()(Tensor x) override { return -x; }
};
}  // namespace torch::data::transforms

namespace torch::optim {
struct Still : SGD {
  using SGD::SGD;
  Tensor step(LossClosure = nullptr) override { return {}; }
};
}  // namespace torch::optim

namespace at {
Tensor thrice(const Tensor& x) { return x * 3; }
}  // namespace at

namespace mine {
struct Point {
  int x = 0;
};
}  // namespace mine
namespace torch {
template <> struct ExpandingArray<7, mine::Point> { int dimensions = 7; };
}  // namespace torch
template <> struct torch::ExpandingArray<8, mine::Point> { int dimensions = 8; };
template <> struct std::hash<torch::nn::Scale> {
  size_t operator()(const torch::nn::Scale& m) const { return static_cast<size_t>(m->factor); }
};

namespace {

using namespace torch;

TEST(Namespaces, ReopenedAtEveryDepth) {
  nn::Scale m(2);
  torch::nn::Linear other(2, 2);
  nn::init::sevens_(m->fc->weight);
  EXPECT_EQ(m->forward(torch::ones({1, 2})).sizes(), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(m->named_parameters()[0].key(), "fc.weight");
  EXPECT_EQ(torch::twice(torch::ones({1})).item<float>(), 2);
  EXPECT_EQ(twice(torch::nn::init::ones_(torch::empty({1}))).item<float>(), 2);
  EXPECT_EQ(at::thrice(torch::ones({1})).item<float>(), 3);
  EXPECT_EQ(nn::functional::leaky(torch::full({1}, -1.)).item<float>(), -0.5);
  EXPECT_EQ(torch::nn::functional::relu(torch::ones({1})).item<float>(), 1);
  auto set = torch::data::datasets::Numbers()
                 .map(torch::data::transforms::Lambda<torch::data::Example<>>([](torch::data::Example<> e) {
                   return torch::data::Example<>{e.data * 2, e.target};
                 }))
                 .map(torch::data::transforms::Stack<>());
  auto loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(std::move(set), 4);
  EXPECT_EQ(loader->begin()->data.sum().item<int64_t>(), 12);
  optim::Still optimizer(m->parameters(), optim::SGDOptions(0.1));
  EXPECT_FALSE(optimizer.step().defined());
}

TEST(Namespaces, SpecialisationsOfWhatIsThere) {
  EXPECT_EQ((torch::ExpandingArray<7, mine::Point>().dimensions), 7);
  EXPECT_EQ((torch::ExpandingArray<8, mine::Point>().dimensions), 8);
  EXPECT_EQ(torch::ExpandingArray<2>(3)->at(1), 3);
  EXPECT_EQ(std::hash<torch::nn::Scale>()(nn::Scale(5)), 5u);
}

}  // namespace

// Transposed convolutions, resampling, unpooling, bags and adaptive softmax as layers: what their options reject, what a
// Sequential passes on, clones. Their figures are LibTorch's: test/golden/layers.txt.
#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/nn.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

namespace F = nn::functional;

TEST(ConvTranspose, OutputSizeTakesThePlaceOfOutputPadding) {
  nn::ConvTranspose2d conv(nn::ConvTranspose2dOptions(1, 1, 3).stride(2).padding(1));
  const Tensor x = ones({1, 1, 4, 4});
  EXPECT_EQ(conv->forward(x).sizes(), (IntArrayRef{1, 1, 7, 7}));
  const std::vector<int64_t> whole = {1, 1, 8, 7}, spatial = {7, 8}, large = {9, 7}, few = {7};
  EXPECT_EQ(conv->forward(x, IntArrayRef(whole)).sizes(), (IntArrayRef{1, 1, 8, 7}));
  EXPECT_EQ(conv->forward(x, IntArrayRef(spatial)).sizes(), (IntArrayRef{1, 1, 7, 8}));
  EXPECT_EQ(error_of([&] { conv->forward(x, IntArrayRef(large)); }),
            "ConvTranspose2d: expected an output size from 7 to 8 in spatial dimension 0, got 9");
  EXPECT_EQ(error_of([&] { conv->forward(x, IntArrayRef(few)); }),
            "ConvTranspose2d: expected an output_size of 2 or 4 entries, got [7]");
}
TEST(ConvTranspose, RejectsOptionsThatDoNotFit) {
  EXPECT_EQ(error_of([] { nn::ConvTranspose1d(nn::ConvTranspose1dOptions(3, 4, 2).groups(2)); }),
            "ConvTranspose1d: expected in_channels and out_channels that 2 groups divide, got 3 and 4");
  EXPECT_EQ(error_of([] { nn::ConvTranspose1d(nn::ConvTranspose1dOptions(0, 4, 2)); }),
            "ConvTranspose1d: expected in_channels, out_channels and groups above 0, got 0, 4 and 1");
  EXPECT_EQ(error_of([] { nn::ConvTranspose1d(nn::ConvTranspose1dOptions(1, 4, 0)); }),
            "ConvTranspose1d: expected a kernel_size above 0, got 0");
  nn::ConvTranspose1d mirrored(nn::ConvTranspose1dOptions(1, 1, 2).padding_mode(kReflect));
  EXPECT_EQ(error_of([&] {
              mirrored->forward(ones({1, 1, 3}));
            }),
            "ConvTranspose1d: expected padding_mode kZeros, got kReflect");
}
TEST(ConvTranspose, RunsInASequentialAndAsAClone) {
  nn::Sequential net(nn::Conv2d(nn::Conv2dOptions(1, 2, 3).stride(2)),
                     nn::ConvTranspose2d(nn::ConvTranspose2dOptions(2, 1, 3).stride(2)));
  const Tensor x = rand({1, 1, 7, 7}), y = net->forward(x);
  EXPECT_EQ(y.sizes(), x.sizes());
  const auto copy = std::dynamic_pointer_cast<nn::SequentialImpl>(net->clone());
  EXPECT_TRUE(equal(copy->forward(x), y));
  EXPECT_FALSE(copy->parameters()[2].is_same(net->parameters()[2]));
}

TEST(Interpolate, RejectsWhatDoesNotFit) {
  using O = F::InterpolateFuncOptions;
  using Size = std::vector<int64_t>;
  const Tensor image = ones({1, 1, 4, 4});
  EXPECT_EQ(error_of([&] { F::interpolate(image); }),
            "interpolate: expected either a size or a scale_factor, got neither");
  EXPECT_EQ(error_of([&] {
              F::interpolate(image, O().size(Size{2, 2}).scale_factor(std::vector<double>{2, 2}));
            }),
            "interpolate: expected either a size or a scale_factor, got both");
  EXPECT_EQ(error_of([&] { F::interpolate(image, O().size(Size{2})); }),
            "interpolate: expected 2 sizes for an input of shape [1, 1, 4, 4], got [2]");
  EXPECT_EQ(error_of([&] { F::interpolate(image, O().scale_factor(std::vector<double>{2})); }),
            "interpolate: expected 2 factors for an input of shape [1, 1, 4, 4], got 1");
  EXPECT_EQ(error_of([&] {
              F::interpolate(image, O().size(Size{2, 2}).mode(kLinear));
            }),
            "interpolate: expected an input of 3 dimensions in mode kLinear, got shape [1, 1, 4, 4]");
  EXPECT_EQ(error_of([&] {
              F::interpolate(image, O().size(Size{2, 2}).align_corners(true));
            }),
            "interpolate: expected no align_corners in mode kNearest, got true");
  EXPECT_EQ(error_of([&] {
              F::interpolate(image, O().size(Size{2, 2}).antialias(true));
            }),
            "interpolate: expected mode bilinear or bicubic with antialias, got kNearest");
  EXPECT_EQ(error_of([&] {
              F::interpolate(ones({4, 4}), O().size(Size{2, 2}));
            }),
            "interpolate: expected an input of 3 to 5 dimensions, got shape [4, 4]");
}
TEST(Interpolate, ConstantsStayConstant) {
  nn::Upsample up(nn::UpsampleOptions().scale_factor(std::vector<double>{1.5, 2}).mode(kBicubic));
  EXPECT_TRUE(allclose(up->forward(full({1, 2, 4, 5}, 3.0)), full({1, 2, 6, 10}, 3.0)));
}

TEST(Unfold, FoldsBackToWindowsThatDoNotOverlap) {
  const Tensor x = rand({2, 3, 4, 6});
  const Tensor columns = nn::Unfold(nn::UnfoldOptions({2, 3}).stride({2, 3}))->forward(x);
  EXPECT_TRUE(equal(nn::Fold(nn::FoldOptions({4, 6}, {2, 3}).stride({2, 3}))->forward(columns), x));
  EXPECT_EQ(error_of([] {
              F::unfold(ones({2, 2}), F::UnfoldFuncOptions(1));
            }),
            "unfold: expected an input of 4 dimensions, got shape [2, 2]");
}

TEST(Pooling, FractionalPoolsAskForOneSizeOrRatio) {
  EXPECT_EQ(error_of([] { nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2)); }),
            "FractionalMaxPool2d: expected either an output_size or an output_ratio, got neither");
  const ExpandingArray<2, double> ratio(1.5);
  EXPECT_EQ(error_of([&] { nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2).output_ratio(ratio)); }),
            "FractionalMaxPool2d: expected an output_ratio between 0 and 1, got 1.5");
}
TEST(Pooling, UnpoolingRejectsSizesThatPoolingNeverCameFrom) {
  const auto [values, indices] = nn::MaxPool2d(2)->forward_with_indices(rand({1, 1, 4, 4}));
  EXPECT_EQ(error_of([&, v = values, i = indices] {
              nn::MaxUnpool2d(2)->forward(v, i, std::vector<int64_t>{8, 4});
            }),
            "max_unpool2d: expected an output_size from 2 to 6 in spatial dimension 0, got [8, 4]");
}

TEST(EmbeddingBag, ChecksItsArguments) {
  nn::EmbeddingBag bag(4, 2);
  const Tensor flat = tensor({0, 1, 2}, kLong);
  EXPECT_EQ(error_of([&] { bag->forward(flat); }),
            "embedding_bag: expected offsets with an input of 1 dimension and none with 2, got shape [3]");
  EXPECT_EQ(error_of([&] {
              bag->forward(flat.view({1, 1, 3}));
            }),
            "embedding_bag: expected an input of 1 or 2 dimensions, got shape [1, 1, 3]");
  EXPECT_EQ(error_of([] { nn::EmbeddingBag(nn::EmbeddingBagOptions(4, 2).padding_idx(4)); }),
            "EmbeddingBag: expected a padding_idx from -4 to 3, got 4");
  nn::EmbeddingBag fixed = nn::EmbeddingBag::from_pretrained(ones({4, 2}));
  EXPECT_FALSE(fixed->weight.requires_grad());
  EXPECT_TRUE(equal(fixed->forward(flat.view({1, 3})), ones({1, 2})));
}

TEST(AdaptiveSoftmax, ProbabilitiesAddUpAndPredictionsAreTheLargest) {
  manual_seed(1);
  nn::AdaptiveLogSoftmaxWithLoss layer(
      nn::AdaptiveLogSoftmaxWithLossOptions(6, 10, {2, 5}).div_value(2).head_bias(true));
  const Tensor x = randn({40, 6}) * 4, log_prob = layer->log_prob(x);
  EXPECT_TRUE(allclose(log_prob.exp().sum(1), ones({40}), 1e-4));
  EXPECT_TRUE(equal(layer->predict(x), log_prob.argmax(1)));
  const Tensor target = arange(40, kLong) % 10;
  const nn::ASMoutput result = layer->forward(x, target);
  EXPECT_TRUE(allclose(result.output, log_prob.gather(1, target.unsqueeze(1)).squeeze(1), 1e-4, 1e-4));
  EXPECT_NEAR(result.loss, -result.output.mean().item<double>(), 1e-5);
  result.output.sum().backward();
  for (const Tensor& p : layer->parameters()) EXPECT_TRUE(p.grad().defined());
  EXPECT_EQ(layer->forward(x[0], target[0]).output.dim(), 0);
}
TEST(AdaptiveSoftmax, RejectsCutoffsAndTargetsOutOfRange) {
  const auto make = [](std::vector<int64_t> cutoffs) { nn::AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs); };
  EXPECT_EQ(error_of([&] { make({}); }),
            "AdaptiveLogSoftmaxWithLoss: expected one or more cutoffs, got none");
  EXPECT_EQ(error_of([&] {
              make({5, 3});
            }),
            "AdaptiveLogSoftmaxWithLoss: expected rising cutoffs from 1 to 9, got [5, 3]");
  nn::AdaptiveLogSoftmaxWithLoss layer(4, 10, std::vector<int64_t>{3});
  EXPECT_EQ(error_of([&] {
              layer->forward(ones({1, 4}), full({1}, 10, kLong));
            }),
            "AdaptiveLogSoftmaxWithLoss: expected targets in [0, 9], got one outside");
}

TEST(PackedSequence, KeepsTheOrderOfItsSequences) {
  namespace rnn = nn::utils::rnn;
  const Tensor padded = rand({3, 4, 2});
  const auto packed = rnn::pack_padded_sequence(padded, tensor({2, 4, 1}, kLong), /*batch_first=*/true,
                                                /*enforce_sorted=*/false);
  EXPECT_EQ(values(packed.batch_sizes()), (std::vector<double>{3, 2, 1, 1}));
  const auto [back, lengths] = rnn::pad_packed_sequence(packed, true, -1, 5);
  EXPECT_EQ(back.sizes(), (IntArrayRef{3, 5, 2}));
  EXPECT_EQ(values(lengths), (std::vector<double>{2, 4, 1}));
  EXPECT_TRUE(equal(back[1].narrow(0, 0, 4), padded[1]));
  EXPECT_TRUE(equal(back[0].narrow(0, 2, 3), full({3, 2}, -1.0)));
  EXPECT_EQ(packed.to(TensorOptions(kDouble)).data().scalar_type(), kDouble);
  EXPECT_EQ(error_of([&] { rnn::pad_packed_sequence(packed, true, 0, 3); }),
            "pad_packed_sequence: expected a total_length of at least 4, got 3");
}
TEST(Rnn, ProjectionsAreSmallerThanTheState) {
  EXPECT_EQ(error_of([] { nn::LSTM(nn::LSTMOptions(2, 3).proj_size(3)); }),
            "torch::nn::LSTM: expected a proj_size from 0 to 2, got 3");
  nn::LSTM lstm(nn::LSTMOptions(2, 3).proj_size(1));
  const auto [y, state] = lstm->forward(ones({4, 2}));
  EXPECT_EQ(y.sizes(), (IntArrayRef{4, 1}));
  EXPECT_EQ(std::get<1>(state).sizes(), (IntArrayRef{1, 3}));
}

}  // namespace
}  // namespace torch::inline rushlight::test

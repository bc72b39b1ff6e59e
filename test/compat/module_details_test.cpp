// Small things that programs for LibTorch meet in its modules: the dtype of another tensor as an argument, packed
// sequences moved about, channel dropout of a single example, names, loaders that were joined.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace {

namespace F = torch::nn::functional;
using torch::nn::utils::rnn::pack_sequence;

TEST(ModuleDetails, ADtypeIsAnArgumentOfTo) {
  const auto x = torch::ones({2}, torch::kDouble), y = torch::zeros({2}, torch::kInt);
  EXPECT_EQ(y.to(x.dtype()).dtype(), torch::kDouble);
  EXPECT_EQ(y.to(x.dtype(), /*non_blocking=*/true, /*copy=*/true).scalar_type(), torch::kDouble);
  EXPECT_EQ(y.to(x.options()).dtype(), x.dtype());
  EXPECT_EQ(torch::zeros({1}, x.dtype()).scalar_type(), torch::kDouble);
}

TEST(ModuleDetails, PackedSequencesChangeTypeAndPlace) {
  const auto packed = pack_sequence({torch::ones({3, 2}), torch::ones({2, 2})});
  EXPECT_EQ(packed.to(torch::kDouble).data().scalar_type(), torch::kDouble);
  EXPECT_FALSE(packed.is_pinned());
  EXPECT_FALSE(packed.is_cuda());
  EXPECT_TRUE(packed.cpu().data().equal(packed.data()));
}

TEST(ModuleDetails, DistancesOfAllPairs) {
  const auto rows = torch::tensor({{0.0, 0.0}, {3.0, 4.0}, {0.0, 1.0}});
  EXPECT_TRUE(F::pdist(rows)[0].item<double>() == 5);
  EXPECT_TRUE(F::pdist(rows, 1).equal(torch::tensor({7.0, 1.0, 6.0}, rows.options())));
}

// Channels, not rows, of an input without a batch.
TEST(ModuleDetails, ChannelDropoutOfOneExample) {
  torch::manual_seed(0);
  for (bool inplace : {false, true}) {
    const auto y =
        torch::nn::Dropout2d(torch::nn::Dropout2dOptions(0.5).inplace(inplace))(torch::ones({64, 3, 2}));
    EXPECT_EQ(y.sizes(), (std::vector<int64_t>{64, 3, 2}));
    const auto channels = y.flatten(1);
    EXPECT_TRUE(channels.amin(1).equal(channels.amax(1)));
    EXPECT_EQ(channels.amax().item<double>(), 2);
    EXPECT_EQ(channels.amin().item<double>(), 0);
  }
  const auto volume = torch::nn::Dropout3d(0.5)(torch::ones({64, 3, 2, 2})).flatten(1);
  EXPECT_TRUE(volume.amin(1).equal(volume.amax(1)));
}

TEST(ModuleDetails, AlphaDropoutLeavesItsInputAlone) {
  const auto x = torch::ones({100});
  torch::nn::AlphaDropout drop(torch::nn::AlphaDropoutOptions(0.5).inplace(true));
  EXPECT_FALSE(drop(x).equal(torch::ones({100})));
  EXPECT_TRUE(x.equal(torch::ones({100})));
}

TEST(ModuleDetails, NamesOfModules) {
  EXPECT_EQ(torch::nn::MultiheadAttention(4, 2)->name(), "torch::nn::MultiheadAttention");
  EXPECT_EQ(torch::nn::Linear(4, 2)->name(), "torch::nn::LinearImpl");
}

TEST(ModuleDetails, AJoinedLoaderBeginsNoEpoch) {
  auto loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      torch::data::datasets::TensorDataset(torch::arange(4)), torch::data::DataLoaderOptions(2).workers(1));
  loader->join();
  EXPECT_THROW(loader->begin(), c10::Error);
}

}  // namespace

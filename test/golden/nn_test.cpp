// First values of parameters, and results and gradients of modules and functions, are LibTorch's; so are their texts.
// Read next: nn_cases.h, layer_cases.h.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "golden/layer_cases.h"
#include "harness/golden.h"

namespace {

void expect_figures(const rushlight::golden::NnFigures& figures, const std::string& name) {
  const rushlight::golden::File file(std::string(RUSHLIGHT_GOLDEN_DIR) + "/" + name);
  EXPECT_EQ(figures.values.size() + figures.texts.size(), file.cases().size());
  for (const auto& [name, got] : figures.values) {
    const std::vector<double>& expected = file[name].values("values");
    ASSERT_EQ(got.size(), expected.size()) << name;
    // Initial values are made in float32, the rest is computed in float64.
    const double tolerance = name.rfind("init.", 0) == 0 || name.rfind("fill.", 0) == 0 ? 2e-6 : 1e-7;
    for (size_t i = 0; i < got.size(); ++i)
      EXPECT_NEAR(got[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i])))
          << name << " at " << i;
  }
  for (const auto& [name, text] : figures.texts) {
    std::string printed = text;
    if (!printed.empty() && printed.back() != '\n') printed += '\n';
    EXPECT_EQ(printed, file["text." + name].text("printed")) << name;
  }
}

TEST(Golden, Nn) { expect_figures(rushlight::golden::nn_figures(), "nn.txt"); }
TEST(Golden, Layers) { expect_figures(rushlight::golden::layer_figures(), "layers.txt"); }

}  // namespace

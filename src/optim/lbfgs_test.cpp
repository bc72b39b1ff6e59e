// LBFGS against PyTorch 2.13 (torch.optim.LBFGS in float64, max_iter 4, history_size 3), saving, bad settings.
#include <gtest/gtest.h>

#include <sstream>

#include "harness/outcome.h"
#include "rushlight/optim.h"
#include "rushlight/rushlight.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

// Rosenbrock's valley in p, and (q - 3)^2, from the usual start.
struct Valley {
  Tensor p = tensor({-1.2, 1.0}, kDouble).requires_grad_(), q = full({1, 1}, 0.5, kDouble).requires_grad_();
  optim::LBFGS optimizer;
  explicit Valley(const optim::LBFGSOptions& options) : optimizer({p, q}, options) {}
  double step() {
    return optimizer
        .step([&] {
          optimizer.zero_grad();
          const Tensor loss = (1 - p[0]).pow(2) + (p[1] - p[0].pow(2)).pow(2) * 100 + (q - 3).pow(2).sum();
          loss.backward();
          return loss;
        })
        .item<double>();
  }
};
optim::LBFGSOptions short_steps() { return optim::LBFGSOptions(0.5).max_iter(4).history_size(3); }
optim::LBFGSOptions searching() {
  return optim::LBFGSOptions(1).max_iter(4).history_size(3).line_search_fn("strong_wolfe");
}

struct Place {
  double loss, p0, p1, q;
};
void expect_path(const optim::LBFGSOptions& options, const std::vector<Place>& places) {
  Valley valley(options);
  for (size_t i = 0; i < places.size(); ++i) {
    EXPECT_NEAR(valley.step(), places[i].loss, 1e-7 * places[i].loss) << "step " << i;
    EXPECT_NEAR(valley.p[0].item<double>(), places[i].p0, 1e-8) << "step " << i;
    EXPECT_NEAR(valley.p[1].item<double>(), places[i].p1, 1e-8) << "step " << i;
    EXPECT_NEAR(valley.q.item<double>(), places[i].q, 1e-8) << "step " << i;
  }
}

TEST(Lbfgs, FixedSteps) {
  expect_path(short_steps(), {{30.45, -1.01018945571, 1.0684708947, 0.517165914505},
                              {10.4356130773, -1.02763866883, 1.05195293119, 0.547078223788},
                              {10.1298152333, -0.972977424574, 0.862966725392, 1.17883586269},
                              {7.91015483404, -0.640832048996, 0.428670473394, 3.05384815508},
                              {2.72764656923, -0.488755103564, 0.218956361083, 3.42797241568},
                              {2.43925346732, -0.0979889403228, -0.0426636293041, 3.20228380273}});
}

TEST(Lbfgs, LineSearch) {
  expect_path(searching(), {{30.45, -1.03144979464, 1.06191824601, 0.520195909441},
                            {10.2766048562, -0.898797467782, 0.687665515786, 1.63682416731},
                            {6.90779604669, -0.57769800191, 0.346028303902, 2.98964119896},
                            {2.50435086778, -0.229530652499, 0.0416659786144, 2.8190495174},
                            {1.55662908824, 0.209028665649, 0.0442718577868, 2.92811319293},
                            {0.63083687439, 0.458858938155, 0.200245976441, 2.97413694455}});
}

TEST(Lbfgs, GoesOnFromASavedState) {
  Valley whole(searching()), first(searching());
  for (int i = 0; i < 4; ++i) whole.step();
  for (int i = 0; i < 2; ++i) first.step();
  std::stringstream file;
  save(first.optimizer, file);
  Valley second(searching());
  {
    const NoGradGuard guard;
    second.p.copy_(first.p);
    second.q.copy_(first.q);
  }
  load(second.optimizer, file);
  for (int i = 0; i < 2; ++i) second.step();
  EXPECT_TRUE(allclose(second.p, whole.p, 1e-12));
}

TEST(Lbfgs, BadSettings) {
  Tensor p = zeros({1}).requires_grad_(), q = zeros({1}).requires_grad_();
  EXPECT_EQ(error_of([&] { optim::LBFGS({p}, optim::LBFGSOptions().line_search_fn("weak")); }),
            "LBFGS: expected the line search \"strong_wolfe\" or none, got \"weak\"");
  EXPECT_EQ(error_of([&] {
              optim::LBFGS(std::vector<optim::OptimizerParamGroup>{optim::OptimizerParamGroup({p}),
                                                                   optim::OptimizerParamGroup({q})});
            }),
            "LBFGS: expected one group of parameters, got 2");
  optim::LBFGS optimizer({p});
  EXPECT_EQ(error_of([&] { optimizer.step(nullptr); }),
            "LBFGS: expected a closure that computes the loss, got none");
}

}  // namespace
}  // namespace torch::inline rushlight

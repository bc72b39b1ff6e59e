// Cleaning a table before learning from it: house prices with holes and slips of the pen.
// The table is simulated, so the truth is known: price = 2 area + 15 rooms - 0.5 age - 4 distance + 50 +
// noise (in thousands); then 5 % of the cells become NaN and 2 % are ten times too large. Steps: split
// 80/20, fill NaN with the median of the column, drop rows with an outlier (further than 3 interquartile
// ranges from the quartiles), standardise, fit. All figures (median, quartiles, mean, deviation) come from
// the training rows only: the test rows must stay unseen. The uncleaned table is fitted too, for comparison.
// Needs no data files. This is the last step of the path; linear_regression_scratch.cpp was its first.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <tuple>

namespace nn = torch::nn;
using torch::Tensor;

/// The simulated truth: columns area (m2), rooms, age (years), distance to the centre (km), price.
static Tensor simulate(int64_t n) {
  const Tensor area = torch::rand({n}) * 150 + 40;
  const Tensor rooms = (area / 30 + torch::rand({n}) * 2).floor();
  const Tensor age = torch::rand({n}) * 80 + 1, distance = torch::rand({n}) * 25 + 1;
  const Tensor price = 2 * area + 15 * rooms - 0.5 * age - 4 * distance + 50 + torch::normal(0.0, 5.0, {n});
  return torch::stack({area, rooms, age, distance, price}, 1);
}

/// The value below which a share q of each column lies, NaN left out; shape (columns).
static Tensor column_quantile(const Tensor& table, double q) {
  Tensor result = torch::empty({table.size(1)});
  for (int64_t c = 0; c < table.size(1); ++c) {
    const Tensor column = table.select(1, c);
    const Tensor sorted = std::get<0>(column.masked_select(column.isnan().logical_not()).sort());
    result[c] = sorted[static_cast<int64_t>(q * (sorted.size(0) - 1))];
  }
  return result;
}

/// R2 on the test rows of a linear model fitted to the training rows; both (n, columns), the price last.
static double fit_and_judge(const Tensor& train, const Tensor& test) {
  const int64_t features = train.size(1) - 1;
  const Tensor mean = train.mean(0), deviation = train.std(0);
  const Tensor scaled = (train - mean) / deviation, scaled_test = (test - mean) / deviation;
  nn::Linear model(features, 1);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.1));
  for (int step = 0; step < 500; ++step) {
    optimizer.zero_grad();
    nn::functional::mse_loss(model->forward(scaled.narrow(1, 0, features)), scaled.narrow(1, features, 1))
        .backward();
    optimizer.step();
  }
  torch::NoGradGuard no_grad;
  const Tensor y = scaled_test.narrow(1, features, 1);
  const Tensor residual = model->forward(scaled_test.narrow(1, 0, features)) - y;
  return 1 - (residual.pow(2).sum() / (y - y.mean()).pow(2).sum()).item<double>();
}

int main() {
  torch::manual_seed(42);
  const int64_t n = 1000, n_train = n * 8 / 10;
  const Tensor truth = simulate(n);
  Tensor table = truth.clone();
  table.masked_fill_(torch::rand(table.sizes()) < 0.05, NAN);
  table = torch::where(torch::rand(table.sizes()) < 0.02, table * 10, table);

  const Tensor train = table.slice(0, 0, n_train);
  const Tensor test = truth.slice(0, n_train);  // judged on true values
  std::printf("training rows %d, cells missing %d\n", int(n_train), train.isnan().sum().item<int>());

  const Tensor median = column_quantile(train, 0.5);
  const Tensor low = column_quantile(train, 0.25), high = column_quantile(train, 0.75);
  const Tensor filled = torch::where(train.isnan(), median.expand_as(train), train);
  const Tensor reach = 3 * (high - low);
  const Tensor outlier = (filled < low - reach).logical_or(filled > high + reach).any(1);
  const Tensor clean = filled.index({outlier.logical_not()});
  std::printf("rows dropped as outliers %d, rows left %d\n", outlier.sum().item<int>(), int(clean.size(0)));

  const double dirty_r2 = fit_and_judge(train.nan_to_num(0.0), test);
  const double clean_r2 = fit_and_judge(clean, test);
  std::printf("R2 on the test rows: NaN as 0 and outliers kept %.3f, cleaned %.3f (must be at least 0.99)\n",
              dirty_r2, clean_r2);
  return clean_r2 >= 0.99 && clean_r2 > dirty_r2 && clean.isfinite().all().item<bool>() ? 0 : 1;
}

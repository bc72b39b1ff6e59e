// Initial values of parameters; the order of draws is that of PyTorch, because the order decides the values.
#include "rushlight/nn/init.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

namespace init {
namespace {

template <class... Kinds> bool is_any(const NonlinearityType& value) {
  return (std::holds_alternative<Kinds>(value) || ...);
}

double kaiming_std(const Tensor& tensor, double a, const FanModeType& mode,
                   const NonlinearityType& nonlinearity) {
  const auto [fan_in, fan_out] = _calculate_fan_in_and_fan_out(tensor);
  const int64_t fan = std::holds_alternative<enumtype::kFanIn>(mode) ? fan_in : fan_out;
  return calculate_gain(nonlinearity, a) / std::sqrt(static_cast<double>(fan));
}

double xavier_std(const Tensor& tensor, double gain) {
  const auto [fan_in, fan_out] = _calculate_fan_in_and_fan_out(tensor);
  return gain * std::sqrt(2.0 / static_cast<double>(fan_in + fan_out));
}

// The number whose erf is x: Winitzki's approximation, then Newton's method.
double inverse_erf(double x) {
  constexpr double kA = 0.147;
  if (!(x > -1 && x < 1)) return x * std::numeric_limits<double>::infinity();
  const double log_rest = std::log1p(-x * x), t = 2 / (M_PI * kA) + log_rest / 2;
  double y = std::copysign(std::sqrt(std::sqrt(t * t - log_rest / kA) - t), x);
  for (int i = 0; i < 3; ++i) y -= (std::erf(y) - x) * std::sqrt(M_PI) / 2 * std::exp(y * y);
  return y;
}

// Columns of `a` (rows x columns, row-major, rows >= columns) made orthonormal by Gram-Schmidt, twice for accuracy.
// Its triangular factor has a positive diagonal, which makes the result the one of QR with the signs moved out of R.
void orthonormalise(std::vector<double>& a, int64_t rows, int64_t columns) {
  auto at = [&](int64_t i, int64_t j) -> double& { return a[static_cast<size_t>(i * columns + j)]; };
  for (int64_t j = 0; j < columns; ++j) {
    for (int pass = 0; pass < 2; ++pass) {
      for (int64_t k = 0; k < j; ++k) {
        double dot = 0;
        for (int64_t i = 0; i < rows; ++i) dot += at(i, k) * at(i, j);
        for (int64_t i = 0; i < rows; ++i) at(i, j) -= dot * at(i, k);
      }
    }
    double norm = 0;
    for (int64_t i = 0; i < rows; ++i) norm += at(i, j) * at(i, j);
    norm = std::sqrt(norm);
    for (int64_t i = 0; i < rows && norm > 0; ++i) at(i, j) /= norm;
  }
}

}  // namespace

double calculate_gain(NonlinearityType nonlinearity, double param) {
  if (is_any<enumtype::kTanh>(nonlinearity)) return 5.0 / 3.0;
  if (is_any<enumtype::kReLU>(nonlinearity)) return std::sqrt(2.0);
  if (is_any<enumtype::kLeakyReLU>(nonlinearity)) return std::sqrt(2.0 / (1 + param * param));
  return 1.0;
}

std::tuple<int64_t, int64_t> _calculate_fan_in_and_fan_out(const Tensor& tensor) {
  RUSHLIGHT_CHECK(tensor.dim() >= 2, "init: expected a tensor of at least 2 dimensions, got shape ",
                  tensor.sizes());
  int64_t field = 1;
  for (int64_t d = 2; d < tensor.dim(); ++d) field *= tensor.size(d);
  return {tensor.size(1) * field, tensor.size(0) * field};
}

Tensor constant_(Tensor tensor, Scalar value) {
  NoGradGuard no_grad;
  return tensor.fill_(value);
}
Tensor ones_(Tensor tensor) { return constant_(std::move(tensor), 1); }
Tensor zeros_(Tensor tensor) { return constant_(std::move(tensor), 0); }

Tensor eye_(Tensor matrix) {
  RUSHLIGHT_CHECK(matrix.dim() == 2, "eye_: expected a matrix, got shape ", matrix.sizes());
  NoGradGuard no_grad;
  matrix.zero_();
  matrix.diagonal().fill_(1);
  return matrix;
}

Tensor dirac_(Tensor tensor) {
  RUSHLIGHT_CHECK(tensor.dim() >= 3 && tensor.dim() <= 5,
                  "dirac_: expected a tensor of 3 to 5 dimensions, got shape ", tensor.sizes());
  NoGradGuard no_grad;
  tensor.zero_();
  const int64_t channels = std::min(tensor.size(0), tensor.size(1));
  for (int64_t c = 0; c < channels; ++c) {
    Tensor kernel = tensor.select(0, c).select(0, c);
    while (kernel.dim() > 0) kernel = kernel.select(0, kernel.size(0) / 2);
    kernel.fill_(1);
  }
  return tensor;
}

Tensor uniform_(Tensor tensor, double low, double high) {
  NoGradGuard no_grad;
  return tensor.uniform_(low, high);
}
Tensor normal_(Tensor tensor, double mean, double std) {
  NoGradGuard no_grad;
  return tensor.normal_(mean, std);
}

Tensor trunc_normal_(Tensor tensor, double mean, double std, double a, double b) {
  RUSHLIGHT_CHECK(std > 0 && a < b, "trunc_normal_: expected std above 0 and a below b, got std ", std,
                  ", a ", a, " and b ", b);
  NoGradGuard no_grad;
  auto cdf = [&](double x) { return (1.0 + std::erf((x - mean) / std / std::sqrt(2.0))) / 2.0; };
  // Uniform between the cut ends of the distribution function, sent through its inverse.
  tensor.uniform_(2 * cdf(a) - 1, 2 * cdf(b) - 1);
  const Tensor values = tensor.to(kDouble).contiguous().clone();
  double* v = values.data_ptr<double>();
  for (int64_t i = 0; i < values.numel(); ++i) v[i] = inverse_erf(v[i]) * std * std::sqrt(2.0) + mean;
  return tensor.copy_(values).clamp_(Scalar(a), Scalar(b));
}

Tensor orthogonal_(Tensor tensor, double gain) {
  RUSHLIGHT_CHECK(tensor.dim() >= 2, "orthogonal_: expected a tensor of at least 2 dimensions, got shape ",
                  tensor.sizes());
  NoGradGuard no_grad;
  if (tensor.numel() == 0) return tensor;
  const int64_t rows = tensor.size(0), columns = tensor.numel() / rows;
  Tensor flat = randn({rows, columns}, TensorOptions(tensor.scalar_type()));
  if (rows < columns) flat = flat.t();
  flat = flat.to(kDouble).contiguous();
  const double* begin = flat.data_ptr<double>();
  std::vector<double> values(begin, begin + flat.numel());
  orthonormalise(values, flat.size(0), flat.size(1));
  Tensor q = from_blob(values.data(), flat.sizes(), kDouble);
  if (rows < columns) q = q.t();
  tensor.view({rows, columns}).copy_(q);
  return tensor.mul_(gain);
}

Tensor sparse_(Tensor tensor, double sparsity, double std) {
  RUSHLIGHT_CHECK(tensor.dim() == 2, "sparse_: expected a matrix, got shape ", tensor.sizes());
  NoGradGuard no_grad;
  const int64_t rows = tensor.size(0);
  const auto zeros = static_cast<int64_t>(std::ceil(sparsity * static_cast<double>(rows)));
  tensor.normal_(0, std);
  for (int64_t column = 0; column < tensor.size(1); ++column) {
    const Tensor order = randperm(rows, kLong);
    const int64_t* row = order.data_ptr<int64_t>();
    for (int64_t i = 0; i < std::min(zeros, rows); ++i) tensor.select(1, column).select(0, row[i]).zero_();
  }
  return tensor;
}

Tensor kaiming_normal_(Tensor tensor, double a) { return kaiming_normal_(tensor, a, kFanIn); }
Tensor kaiming_normal_(Tensor tensor, double a, FanModeType mode) {
  return kaiming_normal_(tensor, a, mode, kLeakyReLU);
}
Tensor kaiming_normal_(Tensor tensor, double a, FanModeType mode, NonlinearityType nonlinearity) {
  return init::normal_(tensor, 0, kaiming_std(tensor, a, mode, nonlinearity));
}
Tensor kaiming_uniform_(Tensor tensor, double a) { return kaiming_uniform_(tensor, a, kFanIn); }
Tensor kaiming_uniform_(Tensor tensor, double a, FanModeType mode) {
  return kaiming_uniform_(tensor, a, mode, kLeakyReLU);
}
Tensor kaiming_uniform_(Tensor tensor, double a, FanModeType mode, NonlinearityType nonlinearity) {
  const double bound = std::sqrt(3.0) * kaiming_std(tensor, a, mode, nonlinearity);
  return init::uniform_(tensor, -bound, bound);
}
Tensor xavier_normal_(Tensor tensor, double gain) {
  return init::normal_(tensor, 0, xavier_std(tensor, gain));
}
Tensor xavier_uniform_(Tensor tensor, double gain) {
  const double bound = std::sqrt(3.0) * xavier_std(tensor, gain);
  return init::uniform_(tensor, -bound, bound);
}

}  // namespace init

void detail::init_weight_and_bias(const Tensor& weight, const Tensor& bias) {
  if (weight.numel() > 0) init::kaiming_uniform_(weight, std::sqrt(5.0));
  if (!bias.defined()) return;
  const int64_t fan_in = std::get<0>(init::_calculate_fan_in_and_fan_out(weight));
  const double bound = fan_in > 0 ? 1 / std::sqrt(static_cast<double>(fan_in)) : 0;
  init::uniform_(bias, -bound, bound);
}

}  // namespace torch::inline rushlight::nn

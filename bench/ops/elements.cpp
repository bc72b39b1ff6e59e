// Operators over elements: arithmetic, functions, reductions, softmax, types and random numbers, on a million elements where
// not said otherwise. Read next: layout.cpp.
#include <torch/torch.h>

#include "ops.h"

namespace {

const int64_t kMillion = 1 << 20;

Tensor million() {
  prepare();
  return torch::randn({1024, 1024});
}

/// A case from a function of one tensor.
template <auto f> bench::Timing on_million() { return forward(f, million()); }
template <auto f> bench::Timing on_two() { return forward(f, million(), torch::randn({1024, 1024})); }
template <auto f> bench::Timing on_row() { return forward(f, million(), torch::randn({1024})); }
template <auto f> bench::Timing into_out() { return forward(f, million(), torch::empty({1024, 1024})); }
template <auto f> bench::Timing gradients() { return both_ways(f, million()); }

#define ONE(expression)      on_million<[](const Tensor& x) { return expression; }>
#define TWO(expression)      on_two<[](const Tensor& x, const Tensor& y) { return expression; }>
#define INTO_OUT(expression) into_out<[](const Tensor& x, Tensor out) { return expression; }>

}  // namespace

int main(int argc, char** argv) {
  const bench::Case cases[] = {
      {"add", TWO(x + y)},
      {"mul_out", INTO_OUT(torch::mul_out(out, x, x))},
      {"exp_out", INTO_OUT(torch::exp_out(out, x))},
      {"softmax_out", INTO_OUT(torch::softmax_out(out, x, 1))},
      {"mul_transposed", TWO(x * y.t())},
      {"add_row", on_row<[](const Tensor& x, const Tensor& row) { return x + row; }>},
      {"mul_column", on_row<[](const Tensor& x, const Tensor& row) { return x * row.unsqueeze(1); }>},
      {"addcmul", TWO(torch::addcmul(x, x, y, 0.5))},
      {"div_number", ONE(x / 3)},
      {"pow2", ONE(x.pow(2))},
      {"pow_2.5", ONE(x.pow(2.5))},
      {"exp", ONE(x.exp())},
      {"log1p", ONE(x.log1p())},
      {"tanh", ONE(x.tanh())},
      {"sigmoid", ONE(x.sigmoid())},
      {"erf", ONE(x.erf())},
      {"sin", ONE(x.sin())},
      {"gelu", ONE(torch::gelu(x))},
      {"silu", ONE(torch::silu(x))},
      {"clamp", ONE(x.clamp(-1, 1))},
      {"abs", ONE(x.abs())},
      {"rsqrt", ONE(x.rsqrt())},
      {"compare", TWO(torch::gt(x, y))},
      {"where", TWO(torch::where(x > 0, x, y))},
      {"masked_fill", ONE(x.masked_fill(x > 0, 0.0))},
      {"isnan_any", ONE(x.isnan().any())},
      {"to_double", ONE(x.to(torch::kDouble))},
      {"to_int64", ONE(x.to(torch::kLong))},
      {"uint8_to_float", ONE(x.to(torch::kByte).to(torch::kFloat))},
      {"double_exp", ONE(x.to(torch::kDouble).exp())},
      {"int64_add", ONE(x.to(torch::kLong) + 1)},
      {"sum", ONE(x.sum())},
      {"sum_rows", ONE(x.sum(1))},
      {"sum_columns", ONE(x.sum(0))},
      {"mean_columns_double", ONE(x.to(torch::kDouble).mean(0))},
      {"var_all", ONE(x.var())},
      {"std_rows", ONE(x.std(1))},
      {"std_columns", ONE(x.std(0))},
      {"max_all", ONE(x.max())},
      {"max_rows", ONE(std::get<0>(x.max(1)))},
      {"argmax_rows", ONE(x.argmax(1))},
      {"argmax_columns", ONE(x.argmax(0))},
      {"norm", ONE(x.norm())},
      {"prod_rows", ONE(x.prod(1))},
      {"logsumexp", ONE(x.logsumexp(1))},
      {"cumsum_rows", ONE(x.cumsum(1))},
      {"cumsum_columns", ONE(x.cumsum(0))},
      {"softmax", ONE(x.softmax(1))},
      {"softmax_columns", ONE(x.softmax(0))},
      {"log_softmax_10", on_million<[](const Tensor& x) {
         return x.view({-1, 16}).log_softmax(1);
       }>},
      {"layer_norm", ONE(torch::layer_norm(x, {1024}))},
      {"dropout", ONE(torch::dropout(x, 0.1, true))},
      {"randn", ONE(torch::randn_like(x))},
      {"rand", ONE(torch::rand_like(x))},
      {"bernoulli", ONE(torch::bernoulli(x.new_full({1024, 1024}, 0.3)))},
      {"randint", ONE(torch::randint(0, 100, {kMillion}))},
      {"randperm", ONE(torch::randperm(kMillion))},
      {"tanh_gradient", gradients<[](const Tensor& x) { return x.tanh(); }>},
      {"mul_gradient", gradients<[](const Tensor& x) { return x * x; }>},
      {"softmax_gradient", gradients<[](const Tensor& x) { return x.softmax(1); }>},
      {"std_gradient", gradients<[](const Tensor& x) { return x.std(1); }>},
      {"norm_gradient", gradients<[](const Tensor& x) { return x.norm(); }>},
      {"max_rows_gradient", gradients<[](const Tensor& x) { return std::get<0>(x.max(1)); }>},
      {"standardise_gradient",
       gradients<[](const Tensor& x) { return (x - x.mean(0)) / (x.std(0) + 1e-5); }>},
  };
  return bench::run(cases, argc, argv);
}

// Operators that move elements: copies, joins, indices, sorting, linear algebra. Read next: layers.cpp.
#include <torch/torch.h>

#include "ops.h"

namespace {

Tensor matrix(int64_t rows = 1024, int64_t columns = 1024) {
  prepare();
  return torch::randn({rows, columns});
}

template <auto f> bench::Timing on_matrix() { return forward(f, matrix()); }
template <auto f> bench::Timing on_small() { return forward(f, matrix(128, 128)); }
template <auto f> bench::Timing on_images() {
  return forward(f, matrix(64, 3 * 64 * 64).view({64, 3, 64, 64}));
}
template <auto f> bench::Timing with_places() {
  const Tensor x = matrix();
  return forward(f, x, torch::randint(0, 1024, {4096}, torch::kLong));
}

#define ONE(expression)    on_matrix<[](const Tensor& x) { return expression; }>
#define SMALL(expression)  on_small<[](const Tensor& x) { return expression; }>
#define IMAGES(expression) on_images<[](const Tensor& x) { return expression; }>
#define PLACES(expression) with_places<[](const Tensor& x, const Tensor& places) { return expression; }>

}  // namespace

int main(int argc, char** argv) {
  const bench::Case cases[] = {
      {"clone", ONE(x.clone())},
      {"transpose_copy", ONE(x.t().contiguous())},
      {"channels_last", IMAGES(x.contiguous(torch::MemoryFormat::ChannelsLast))},
      {"permute_copy", IMAGES(x.permute({2, 3, 0, 1}).contiguous())},
      {"cat_columns", ONE(torch::cat({x, x}, 1))},
      {"stack", ONE(torch::stack({x, x, x}))},
      {"split_cat", ONE(torch::cat(x.chunk(4, 1), 1))},
      {"repeat", ONE(x.repeat({2, 2}))},
      {"flip", ONE(x.flip({1}))},
      {"roll", ONE(x.roll(3, 1))},
      {"pad_reflect", IMAGES(torch::reflection_pad2d(x, {1, 1, 1, 1}))},
      {"tril", ONE(x.tril())},
      {"index_select", PLACES(x.index_select(0, places))},
      {"index_select_columns", PLACES(x.index_select(1, places))},
      {"index", PLACES(x.index({places}))},
      {"gather", ONE(x.gather(1, (x.abs() * 100).to(torch::kLong)))},
      {"masked_select", ONE(x.masked_select(x > 0))},
      {"nonzero", ONE((x > 0).nonzero())},
      {"index_add", PLACES(torch::zeros_like(x).index_add_(0, places, x.repeat({4, 1})))},
      {"scatter_add", ONE(torch::zeros_like(x).scatter_add_(1, (x.abs() * 100).to(torch::kLong), x))},
      {"one_hot", PLACES(torch::one_hot(places, 1024))},
      {"bincount", PLACES(torch::bincount(places))},
      {"unique", PLACES(std::get<0>(torch::_unique2(places)))},
      {"sort_rows", ONE(std::get<0>(x.sort(1)))},
      {"sort_all", ONE(std::get<0>(x.flatten().sort()))},
      {"argsort", ONE(x.argsort(int64_t{1}))},
      {"topk", ONE(std::get<0>(x.topk(10, 1)))},
      {"median", ONE(x.median())},
      {"quantile", SMALL(torch::quantile(x, 0.9, 1))},
      {"searchsorted", ONE(torch::searchsorted(torch::linspace(-3, 3, 256), x))},
      {"cdist", SMALL(torch::cdist(x, x))},
      {"matmul_1024", ONE(x.mm(x))},
      {"matmul_transposed", ONE(x.t().mm(x))},
      {"matmul_double", SMALL(x.to(torch::kDouble).mm(x.to(torch::kDouble)))},
      {"matrix_vector", ONE(x.mv(x.select(0, 0)))},
      {"vector_matrix", ONE(x.select(0, 0).matmul(x))},
      {"bmm", ONE(x.view({64, 128, 128}).bmm(x.view({64, 128, 128})))},
      {"bmm_small", ONE(x.view({4096, 16, 16}).bmm(x.view({4096, 16, 16})))},
      {"einsum", ONE(torch::einsum("bij,bkj->bik", {x.view({64, 128, 128}), x.view({64, 128, 128})}))},
      {"outer", ONE(torch::outer(x.select(0, 0), x.select(0, 1)))},
      {"inverse", SMALL(torch::inverse(x))},
      {"solve", SMALL(torch::linalg_solve(x, x))},
      {"svd", SMALL(std::get<1>(torch::linalg_svd(x)))},
      {"eigh", SMALL(std::get<0>(torch::linalg_eigh(x + x.t())))},
      {"cholesky", SMALL(torch::linalg_cholesky(x.mm(x.t()) + 128 * torch::eye(128)))},
      {"fft", ONE(torch::fft::rfft(x))},
      {"fft2", SMALL(torch::fft::fft2(x))},
      {"interpolate_bilinear", IMAGES(torch::upsample_bilinear2d(x, std::vector<int64_t>{128, 128}, false))},
      {"interpolate_nearest", IMAGES(torch::upsample_nearest2d(x, std::vector<int64_t>{128, 128}))},
      {"unfold", IMAGES(torch::im2col(x, {3, 3}, {1, 1}, {1, 1}, {1, 1}))},
      {"pixel_shuffle", ONE(torch::pixel_shuffle(x.view({16, 16, 64, 64}), 2))},
      {"normalize_images", IMAGES((x - 0.5) / 0.25)},
      {"grid_sample", IMAGES(torch::grid_sampler(x, torch::rand({64, 64, 64, 2}) * 2 - 1, 0, 0, false))},
  };
  return bench::run(cases, argc, argv);
}

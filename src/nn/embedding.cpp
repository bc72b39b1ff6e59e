// Embedding layer and functions.
#include "rushlight/nn/embedding.h"

#include <ostream>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/nn/init.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {
namespace {

int64_t padding_place(std::optional<int64_t> padding_idx, int64_t rows) {
  if (!padding_idx) return -1;
  RUSHLIGHT_CHECK(*padding_idx >= -rows && *padding_idx < rows, "Embedding: expected a padding_idx from ",
                  -rows, " to ", rows - 1, ", got ", *padding_idx);
  return *padding_idx < 0 ? *padding_idx + rows : *padding_idx;
}

}  // namespace

void detail::limit_norms(const Tensor& weight, const Tensor& input, double max_norm, double norm_type) {
  NoGradGuard no_grad;
  const Tensor rows = input.reshape(-1).to(kLong);
  const Tensor values = weight.index_select(0, rows);
  const Tensor norm = values.norm(norm_type, IntArrayRef(1), /*keepdim=*/true);
  const Tensor limited = rushlight::where(norm > max_norm, values * (max_norm / (norm + 1e-7)), values);
  Tensor(weight).index_copy_(0, rows, limited);
}

Tensor functional::embedding(const Tensor& input, const Tensor& weight, const EmbeddingFuncOptions& o) {
  RUSHLIGHT_CHECK(weight.dim() == 2, "embedding: expected a weight of 2 dimensions, got shape ",
                  weight.sizes());
  const int64_t padding = padding_place(o.padding_idx(), weight.size(0));
  if (o.max_norm() && input.numel() > 0) detail::limit_norms(weight, input, *o.max_norm(), o.norm_type());
  return rushlight::embedding(weight, input, padding, o.scale_grad_by_freq(), o.sparse());
}
Tensor functional::one_hot(const Tensor& tensor, int64_t num_classes) {
  return rushlight::one_hot(tensor, num_classes);
}

EmbeddingImpl::EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim)
    : EmbeddingImpl(EmbeddingOptions(num_embeddings, embedding_dim)) {}
EmbeddingImpl::EmbeddingImpl(EmbeddingOptions o) : options(std::move(o)) { EmbeddingImpl::reset(); }
void EmbeddingImpl::reset() {
  const int64_t rows = options.num_embeddings(), columns = options.embedding_dim();
  RUSHLIGHT_CHECK(rows >= 0 && columns >= 0, "Embedding: expected sizes of at least 0, got ", rows, " and ",
                  columns);
  if (options.padding_idx()) options.padding_idx(padding_place(options.padding_idx(), rows));
  const Tensor& given = options._weight();
  if (given.defined()) {
    RUSHLIGHT_CHECK((given.sizes() == IntArrayRef{rows, columns}), "Embedding: expected a table of shape [",
                    rows, ", ", columns, "], got ", given.sizes());
    weight = register_parameter("weight", given);
  } else {
    weight = register_parameter("weight", empty({rows, columns}));
    reset_parameters();
  }
}
void EmbeddingImpl::reset_parameters() {
  init::normal_(weight);
  if (!options.padding_idx()) return;
  NoGradGuard no_grad;
  weight.select(0, *options.padding_idx()).fill_(0);
}
void EmbeddingImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Embedding(num_embeddings=" << options.num_embeddings()
         << ", embedding_dim=" << options.embedding_dim();
  if (options.padding_idx()) stream << ", padding_idx=" << *options.padding_idx();
  if (options.max_norm()) stream << ", max_norm=" << *options.max_norm();
  if (options.norm_type() != 2) stream << ", norm_type=" << options.norm_type();
  if (options.scale_grad_by_freq()) stream << ", scale_grad_by_freq=" << std::boolalpha << true;
  if (options.sparse()) stream << ", sparse=" << std::boolalpha << true;
  stream << ")";
}
Tensor EmbeddingImpl::forward(const Tensor& indices) {
  return functional::embedding(indices, weight,
                               functional::EmbeddingFuncOptions()
                                   .padding_idx(options.padding_idx())
                                   .max_norm(options.max_norm())
                                   .norm_type(options.norm_type())
                                   .scale_grad_by_freq(options.scale_grad_by_freq())
                                   .sparse(options.sparse()));
}

Embedding Embedding::from_pretrained(const Tensor& embeddings,
                                     const EmbeddingFromPretrainedOptions& options) {
  RUSHLIGHT_CHECK(embeddings.dim() == 2, "from_pretrained: expected a table of 2 dimensions, got shape ",
                  embeddings.sizes());
  Embedding embedding(EmbeddingOptions(embeddings.size(0), embeddings.size(1))
                          ._weight(embeddings)
                          .padding_idx(options.padding_idx())
                          .max_norm(options.max_norm())
                          .norm_type(options.norm_type())
                          .scale_grad_by_freq(options.scale_grad_by_freq())
                          .sparse(options.sparse()));
  embedding->weight.set_requires_grad(!options.freeze());
  return embedding;
}

}  // namespace torch::inline rushlight::nn

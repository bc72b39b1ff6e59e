// EmbeddingBag layer and function.
#include "rushlight/nn/embedding_bag.h"

#include <ostream>

#include "rushlight/nn/any.h"
#include "rushlight/nn/init.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

Tensor functional::embedding_bag(const Tensor& input, const Tensor& weight,
                                 const EmbeddingBagFuncOptions& o) {
  Tensor indices = input, offsets = o.offsets(), weights = o.per_sample_weights();
  RUSHLIGHT_CHECK(input.dim() == 1 || input.dim() == 2,
                  "embedding_bag: expected an input of 1 or 2 dimensions, got shape ", input.sizes());
  RUSHLIGHT_CHECK(!weights.defined() || weights.sizes() == input.sizes(),
                  "embedding_bag: expected per_sample_weights of shape ", input.sizes(), ", got ",
                  weights.defined() ? weights.sizes() : IntArrayRef());
  RUSHLIGHT_CHECK((input.dim() == 1) == offsets.defined(),
                  "embedding_bag: expected offsets with an input of 1 dimension and none with 2, got shape ",
                  input.sizes());
  if (input.dim() == 2) {
    offsets = arange(input.size(0), kLong) * input.size(1);
    indices = input.reshape(-1);
    if (weights.defined()) weights = weights.reshape(-1);
  }
  const auto mode = static_cast<int64_t>(o.mode().index());
  RUSHLIGHT_CHECK(mode != 2 || !o.scale_grad_by_freq(),
                  "embedding_bag: expected no scale_grad_by_freq in mode kMax, got true");
  if (o.max_norm() && indices.numel() > 0) detail::limit_norms(weight, indices, *o.max_norm(), o.norm_type());
  return std::get<0>(rushlight::embedding_bag(weight, indices, offsets, o.scale_grad_by_freq(), mode,
                                              o.sparse(), weights, o.include_last_offset(), o.padding_idx()));
}

EmbeddingBagImpl::EmbeddingBagImpl(EmbeddingBagOptions o) : options(std::move(o)) {
  EmbeddingBagImpl::reset();
}
EmbeddingBagImpl::EmbeddingBagImpl(int64_t num_embeddings, int64_t embedding_dim)
    : EmbeddingBagImpl(EmbeddingBagOptions(num_embeddings, embedding_dim)) {}
void EmbeddingBagImpl::reset() {
  const int64_t rows = options.num_embeddings(), columns = options.embedding_dim();
  if (const auto padding = options.padding_idx()) {
    RUSHLIGHT_CHECK(*padding >= -rows && *padding < rows, "EmbeddingBag: expected a padding_idx from ", -rows,
                    " to ", rows - 1, ", got ", *padding);
    if (*padding < 0) options.padding_idx(*padding + rows);
  }
  const Tensor& given = options._weight();
  if (given.defined()) {
    RUSHLIGHT_CHECK((given.sizes() == IntArrayRef{rows, columns}),
                    "EmbeddingBag: expected a table of shape [", rows, ", ", columns, "], got ",
                    given.sizes());
    weight = register_parameter("weight", given);
    return;
  }
  weight = register_parameter("weight", empty({rows, columns}));
  reset_parameters();
}
// The row of the padding index is drawn like the others: no bag reads it.
void EmbeddingBagImpl::reset_parameters() { init::normal_(weight); }
Module::ForwardDefaults EmbeddingBagImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}, {2, AnyValue(Tensor())}};
}
void EmbeddingBagImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::EmbeddingBag(num_embeddings=" << options.num_embeddings()
         << ", embedding_dim=" << options.embedding_dim();
  if (options.max_norm()) stream << ", max_norm=" << *options.max_norm();
  if (options.norm_type() != 2) stream << ", norm_type=" << options.norm_type();
  if (options.scale_grad_by_freq()) stream << ", scale_grad_by_freq=" << true;
  if (options.sparse()) stream << ", sparse=" << true;
  if (!std::holds_alternative<enumtype::kMean>(options.mode()))
    stream << ", mode=" << enumtype::get_enum_name(options.mode());
  if (options.include_last_offset()) stream << ", include_last_offset=" << true;
  if (options.padding_idx()) stream << ", padding_idx=" << *options.padding_idx();
  stream << ")";
}
Tensor EmbeddingBagImpl::forward(const Tensor& input, const Tensor& offsets,
                                 const Tensor& per_sample_weights) {
  functional::EmbeddingBagFuncOptions o;
  o.offsets(offsets).max_norm(options.max_norm()).norm_type(options.norm_type());
  o.scale_grad_by_freq(options.scale_grad_by_freq()).mode(options.mode()).sparse(options.sparse());
  o.per_sample_weights(per_sample_weights).include_last_offset(options.include_last_offset());
  return functional::embedding_bag(input, weight, o.padding_idx(options.padding_idx()));
}

EmbeddingBag EmbeddingBag::from_pretrained(const Tensor& embeddings,
                                           const EmbeddingBagFromPretrainedOptions& o) {
  RUSHLIGHT_CHECK(embeddings.dim() == 2, "from_pretrained: expected a table of 2 dimensions, got shape ",
                  embeddings.sizes());
  EmbeddingBagOptions options(embeddings.size(0), embeddings.size(1));
  options._weight(embeddings).max_norm(o.max_norm()).norm_type(o.norm_type()).mode(o.mode());
  options.scale_grad_by_freq(o.scale_grad_by_freq()).sparse(o.sparse());
  options.include_last_offset(o.include_last_offset()).padding_idx(o.padding_idx());
  EmbeddingBag bag(options);
  bag->weight.set_requires_grad(!o.freeze());
  return bag;
}

}  // namespace torch::inline rushlight::nn

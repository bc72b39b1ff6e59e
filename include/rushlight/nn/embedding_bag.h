// EmbeddingBag: sums, means or largest values of bags of embeddings, without the embeddings themselves.
#pragma once

#include <optional>
#include <variant>

#include "rushlight/nn/embedding.h"
#include "rushlight/nn/enum.h"

namespace torch::inline rushlight {
namespace nn {

using EmbeddingBagMode = std::variant<enumtype::kSum, enumtype::kMean, enumtype::kMax>;

struct RUSHLIGHT_API EmbeddingBagOptions {
  EmbeddingBagOptions(int64_t num_embeddings, int64_t embedding_dim)
      : num_embeddings_(num_embeddings), embedding_dim_(embedding_dim) {}
  TORCH_ARG(int64_t, num_embeddings);
  TORCH_ARG(int64_t, embedding_dim);
  /// Largest norm: vectors that are looked up and exceed it are scaled down in the table.
  TORCH_ARG(std::optional<double>, max_norm);
  TORCH_ARG(double, norm_type) = 2.;
  TORCH_ARG(bool, scale_grad_by_freq) = false;
  TORCH_ARG(EmbeddingBagMode, mode) = kMean;
  TORCH_ARG(bool, sparse) = false;
  TORCH_ARG(Tensor, _weight);
  /// The last offset is the end of the last bag.
  TORCH_ARG(bool, include_last_offset) = false;
  /// An index that is left out of all bags.
  TORCH_ARG(std::optional<int64_t>, padding_idx);
};
struct RUSHLIGHT_API EmbeddingBagFromPretrainedOptions {
  TORCH_ARG(bool, freeze) = true;
  TORCH_ARG(std::optional<double>, max_norm);
  TORCH_ARG(double, norm_type) = 2.;
  TORCH_ARG(bool, scale_grad_by_freq) = false;
  TORCH_ARG(EmbeddingBagMode, mode) = kMean;
  TORCH_ARG(bool, sparse) = false;
  TORCH_ARG(bool, include_last_offset) = false;
  TORCH_ARG(std::optional<int64_t>, padding_idx);
};

namespace functional {

struct RUSHLIGHT_API EmbeddingBagFuncOptions {
  TORCH_ARG(Tensor, offsets);
  TORCH_ARG(std::optional<double>, max_norm);
  TORCH_ARG(double, norm_type) = 2.;
  TORCH_ARG(bool, scale_grad_by_freq) = false;
  TORCH_ARG(EmbeddingBagMode, mode) = kMean;
  TORCH_ARG(bool, sparse) = false;
  TORCH_ARG(Tensor, per_sample_weights);
  TORCH_ARG(bool, include_last_offset) = false;
  TORCH_ARG(std::optional<int64_t>, padding_idx);
};

/// One row (embedding_dim) for each bag: the rows of input (B, n), or the parts of a vector that begin at offsets.
RUSHLIGHT_API Tensor embedding_bag(const Tensor& input, const Tensor& weight,
                                   const EmbeddingBagFuncOptions& options = {});

}  // namespace functional

class RUSHLIGHT_API EmbeddingBagImpl : public Cloneable<EmbeddingBagImpl> {
 public:
  EmbeddingBagImpl(int64_t num_embeddings, int64_t embedding_dim);
  explicit EmbeddingBagImpl(EmbeddingBagOptions options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& offsets = {}, const Tensor& per_sample_weights = {});

  EmbeddingBagOptions options;
  Tensor weight;  // (num_embeddings, embedding_dim)

 protected:
  Module::ForwardDefaults _forward_default_args() override;
};

class EmbeddingBag : public ModuleHolder<EmbeddingBagImpl> {
 public:
  using ModuleHolder<EmbeddingBagImpl>::ModuleHolder;
  using Impl [[maybe_unused]] = EmbeddingBagImpl;
  /// Bags of the rows of a given table, not trained unless freeze(false).
  RUSHLIGHT_API static EmbeddingBag from_pretrained(const Tensor& embeddings,
                                                    const EmbeddingBagFromPretrainedOptions& options = {});
};

}  // namespace nn
}  // namespace torch::inline rushlight

// Embedding: a table of vectors, one for each index.
#pragma once

#include <optional>

#include "rushlight/nn/arg.h"
#include "rushlight/nn/cloneable.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API EmbeddingOptions {
  EmbeddingOptions(int64_t num_embeddings, int64_t embedding_dim)
      : num_embeddings_(num_embeddings), embedding_dim_(embedding_dim) {}
  TORCH_ARG(int64_t, num_embeddings);
  TORCH_ARG(int64_t, embedding_dim);
  /// Index whose vector starts as zeros and is not trained; negative counts from the end.
  TORCH_ARG(std::optional<int64_t>, padding_idx);
  /// Largest norm: vectors that are looked up and exceed it are scaled down in the table.
  TORCH_ARG(std::optional<double>, max_norm);
  TORCH_ARG(double, norm_type) = 2.;
  TORCH_ARG(bool, scale_grad_by_freq) = false;
  TORCH_ARG(bool, sparse) = false;
  TORCH_ARG(Tensor, _weight);
};
struct RUSHLIGHT_API EmbeddingFromPretrainedOptions {
  TORCH_ARG(bool, freeze) = true;
  TORCH_ARG(std::optional<int64_t>, padding_idx);
  TORCH_ARG(std::optional<double>, max_norm);
  TORCH_ARG(double, norm_type) = 2.;
  TORCH_ARG(bool, scale_grad_by_freq) = false;
  TORCH_ARG(bool, sparse) = false;
};

namespace functional {

struct RUSHLIGHT_API EmbeddingFuncOptions {
  TORCH_ARG(std::optional<int64_t>, padding_idx);
  TORCH_ARG(std::optional<double>, max_norm);
  TORCH_ARG(double, norm_type) = 2.;
  TORCH_ARG(bool, scale_grad_by_freq) = false;
  TORCH_ARG(bool, sparse) = false;
};

/// Rows of `weight` at `input` (any shape): (..., embedding_dim).
RUSHLIGHT_API Tensor embedding(const Tensor& input, const Tensor& weight,
                               const EmbeddingFuncOptions& options = {});
/// 1 at each index of a new last dimension, else 0.
RUSHLIGHT_API Tensor one_hot(const Tensor& tensor, int64_t num_classes = -1);

}  // namespace functional

namespace detail {
/// Scales the rows of `weight` that `input` names and whose norm is above max_norm, in the table itself.
RUSHLIGHT_API void limit_norms(const Tensor& weight, const Tensor& input, double max_norm, double norm_type);
}  // namespace detail

class RUSHLIGHT_API EmbeddingImpl : public Cloneable<EmbeddingImpl> {
 public:
  EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim);
  explicit EmbeddingImpl(EmbeddingOptions options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& indices);

  EmbeddingOptions options;
  Tensor weight;  // (num_embeddings, embedding_dim)
};

class Embedding : public ModuleHolder<EmbeddingImpl> {
 public:
  using ModuleHolder<EmbeddingImpl>::ModuleHolder;
  using Impl [[maybe_unused]] = EmbeddingImpl;
  /// An embedding with the given table, not trained unless freeze(false).
  RUSHLIGHT_API static Embedding from_pretrained(const Tensor& embeddings,
                                                 const EmbeddingFromPretrainedOptions& options = {});
};

}  // namespace nn
}  // namespace torch::inline rushlight

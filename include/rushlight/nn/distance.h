// Distances between pairs of vectors.
#pragma once

#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API CosineSimilarityOptions {
  TORCH_ARG(int64_t, dim) = 1;
  TORCH_ARG(double, eps) = 1e-8;
};
struct RUSHLIGHT_API PairwiseDistanceOptions {
  TORCH_ARG(double, p) = 2.0;
  TORCH_ARG(double, eps) = 1e-6;
  TORCH_ARG(bool, keepdim) = false;
};

namespace functional {

using CosineSimilarityFuncOptions = CosineSimilarityOptions;
using PairwiseDistanceFuncOptions = PairwiseDistanceOptions;

/// x1 . x2 / (max(|x1|, eps) * max(|x2|, eps)) along a dimension.
RUSHLIGHT_API Tensor cosine_similarity(const Tensor& x1, const Tensor& x2,
                                       const CosineSimilarityFuncOptions& options = {});
/// p-norm of x1 - x2 + eps along the last dimension.
RUSHLIGHT_API Tensor pairwise_distance(const Tensor& x1, const Tensor& x2,
                                       const PairwiseDistanceFuncOptions& options = {});
/// p-norms of the differences of all pairs of rows.
RUSHLIGHT_API Tensor pdist(const Tensor& input, double p = 2.0);

}  // namespace functional

/// Cosine of the angle between pairs of vectors.
class RUSHLIGHT_API CosineSimilarityImpl
    : public detail::OptionsModule<CosineSimilarityImpl, CosineSimilarityOptions> {
 public:
  explicit CosineSimilarityImpl(const CosineSimilarityOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2);
};
TORCH_MODULE(CosineSimilarity);

/// p-norm of the difference of pairs of vectors.
class RUSHLIGHT_API PairwiseDistanceImpl
    : public detail::OptionsModule<PairwiseDistanceImpl, PairwiseDistanceOptions> {
 public:
  explicit PairwiseDistanceImpl(const PairwiseDistanceOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2);
};
TORCH_MODULE(PairwiseDistance);

}  // namespace nn
}  // namespace torch::inline rushlight

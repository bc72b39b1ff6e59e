// Distances between pairs of vectors over their operators.
#include "rushlight/nn/distance.h"

#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

Tensor functional::cosine_similarity(const Tensor& x1, const Tensor& x2,
                                     const CosineSimilarityFuncOptions& o) {
  return rushlight::cosine_similarity(x1, x2, o.dim(), o.eps());
}
Tensor functional::pairwise_distance(const Tensor& x1, const Tensor& x2,
                                     const PairwiseDistanceFuncOptions& o) {
  return rushlight::pairwise_distance(x1, x2, o.p(), o.eps(), o.keepdim());
}
Tensor functional::pdist(const Tensor& input, double p) { return rushlight::pdist(input, p); }

CosineSimilarityImpl::CosineSimilarityImpl(const CosineSimilarityOptions& options) : OptionsModule(options) {}
void CosineSimilarityImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::CosineSimilarity(dim=" << options.dim() << ", eps=" << options.eps() << ")";
}
Tensor CosineSimilarityImpl::forward(const Tensor& a, const Tensor& b) {
  return functional::cosine_similarity(a, b, options);
}
PairwiseDistanceImpl::PairwiseDistanceImpl(const PairwiseDistanceOptions& options) : OptionsModule(options) {}
void PairwiseDistanceImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::PairwiseDistance(p=" << options.p() << ", eps=" << options.eps()
         << ", keepdim=" << options.keepdim() << ")";
}
Tensor PairwiseDistanceImpl::forward(const Tensor& a, const Tensor& b) {
  return functional::pairwise_distance(a, b, options);
}

}  // namespace torch::inline rushlight::nn

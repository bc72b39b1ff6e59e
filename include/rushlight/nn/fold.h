// Fold and Unfold: images as columns of patches, and back.
#pragma once

#include "rushlight/nn/expanding_array.h"
#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API FoldOptions {
  FoldOptions(ExpandingArray<2> output_size, ExpandingArray<2> kernel_size)
      : output_size_(output_size), kernel_size_(kernel_size) {}
  /// Height and width of the result.
  TORCH_ARG(ExpandingArray<2>, output_size);
  TORCH_ARG(ExpandingArray<2>, kernel_size);
  TORCH_ARG(ExpandingArray<2>, dilation) = 1;
  TORCH_ARG(ExpandingArray<2>, padding) = 0;
  TORCH_ARG(ExpandingArray<2>, stride) = 1;
};
struct RUSHLIGHT_API UnfoldOptions {
  UnfoldOptions(ExpandingArray<2> kernel_size) : kernel_size_(kernel_size) {}
  TORCH_ARG(ExpandingArray<2>, kernel_size);
  TORCH_ARG(ExpandingArray<2>, dilation) = 1;
  TORCH_ARG(ExpandingArray<2>, padding) = 0;
  TORCH_ARG(ExpandingArray<2>, stride) = 1;
};

namespace functional {

using FoldFuncOptions = FoldOptions;
using UnfoldFuncOptions = UnfoldOptions;

/// Columns of patches (N, C kh kw, windows) added up to an image (N, C, H, W); unbatched alike.
RUSHLIGHT_API Tensor fold(const Tensor& input, const FoldFuncOptions& options);
/// The patches under all windows of (N, C, H, W) as columns (N, C kh kw, windows).
RUSHLIGHT_API Tensor unfold(const Tensor& input, const UnfoldFuncOptions& options);

}  // namespace functional

class RUSHLIGHT_API FoldImpl : public detail::OptionsModule<FoldImpl, FoldOptions> {
 public:
  explicit FoldImpl(const FoldOptions& options);
  FoldImpl(ExpandingArray<2> output_size, ExpandingArray<2> kernel_size);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(Fold);

class RUSHLIGHT_API UnfoldImpl : public detail::OptionsModule<UnfoldImpl, UnfoldOptions> {
 public:
  UnfoldImpl(ExpandingArray<2> kernel_size);
  explicit UnfoldImpl(const UnfoldOptions& options);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(Unfold);

}  // namespace nn
}  // namespace torch::inline rushlight

// Fold and Unfold: layers and functions over im2col and col2im.
#include "rushlight/nn/fold.h"

#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

Tensor functional::fold(const Tensor& input, const FoldFuncOptions& o) {
  return col2im(input, o.output_size(), o.kernel_size(), o.dilation(), o.padding(), o.stride());
}
Tensor functional::unfold(const Tensor& input, const UnfoldFuncOptions& o) {
  RUSHLIGHT_CHECK(input.dim() == 4, "unfold: expected an input of 4 dimensions, got shape ", input.sizes());
  return im2col(input, o.kernel_size(), o.dilation(), o.padding(), o.stride());
}

FoldImpl::FoldImpl(ExpandingArray<2> output_size, ExpandingArray<2> kernel_size)
    : OptionsModule(FoldOptions(output_size, kernel_size)) {}
FoldImpl::FoldImpl(const FoldOptions& options) : OptionsModule(options) {}
Tensor FoldImpl::forward(const Tensor& input) { return functional::fold(input, options); }
void FoldImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Fold(output_size=" << options.output_size()
         << ", kernel_size=" << options.kernel_size() << ", dilation=" << options.dilation()
         << ", padding=" << options.padding() << ", stride=" << options.stride() << ")";
}
UnfoldImpl::UnfoldImpl(ExpandingArray<2> kernel_size) : UnfoldImpl(UnfoldOptions(kernel_size)) {}
UnfoldImpl::UnfoldImpl(const UnfoldOptions& options) : OptionsModule(options) {}
Tensor UnfoldImpl::forward(const Tensor& input) { return functional::unfold(input, options); }
void UnfoldImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Unfold(kernel_size=" << options.kernel_size() << ", dilation=" << options.dilation()
         << ", padding=" << options.padding() << ", stride=" << options.stride() << ")";
}

}  // namespace torch::inline rushlight::nn

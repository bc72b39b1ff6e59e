// Shapes and dtypes of pointwise results.
#include "op/pointwise_op.h"

namespace torch::inline rushlight {

ScalarType promoted(Views in, const Scalar* scalar) {
  const ScalarType first = in[0].dtype;
  bool simple =
      !in[0].wrapped && (!scalar || isComplexType(first) || (isFloatingType(first) && !scalar->isComplex()) ||
                         (first == kLong && scalar->isIntegral(true)));
  for (size_t i = 1; i < in.size() && simple; ++i) simple = in[i].dtype == first && !in[i].wrapped;
  if (simple) return first;
  if (!scalar) return result_type(in);
  SmallVector<View, 8> all(in);
  View number;
  number.dtype = scalar->type();
  number.wrapped = true;
  all.push_back(number);
  return result_type(all);
}

ScalarType promoted(const Infer& io, const Scalar* scalar) {
  return promoted(Views(&io.in(0), static_cast<size_t>(io.inputs())), scalar);
}
ScalarType beside_number(ScalarType t, const Scalar& number) {
  if (!isIntegralType(t) || t == kLong || number.isFloatingPoint() || number.isComplex()) return t;
  const int64_t value = number.toLong(), half = int64_t{1} << (8 * element_size(t) - 1);
  const bool present = t == kByte ? value >= 0 && value < 2 * half : value >= -half && value < half;
  return present ? t : kLong;
}
ScalarType promoted_float(const Infer& io, const Scalar* scalar) { return to_float(promoted(io, scalar)); }

void infer_pointwise(Infer& io, ScalarType dtype, int outputs) {
  const View& first = io.in(0);
  bool same = true;
  for (int i = 1; i < io.inputs() && same; ++i) same = io.in(i).shape() == first.shape();
  if (same) {
    for (int i = 0; i < outputs; ++i) io.out_like(i, first, dtype);
    return;
  }
  DimVector shape(first.shape());
  for (int i = 1; i < io.inputs(); ++i) shape = broadcast_shapes(io.name(), shape, io.in(i).shape());
  for (int k = 0; k < outputs; ++k) {
    const View* like = nullptr;
    for (int i = 0; i < io.inputs() && !like; ++i)
      if (io.in(i).shape() == IntArrayRef(shape)) like = &io.in(i);
    if (like) io.out_like(k, *like, dtype);
    else io.out(k, dtype, shape);
  }
}

}  // namespace torch::inline rushlight

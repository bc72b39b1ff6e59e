// Operators of Tensor in C++ syntax, in terms of the operator table.
#include "rushlight/core/tensor.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {

Tensor& Tensor::operator=(const Tensor& rhs) && { return copy_(rhs); }
Tensor& Tensor::operator=(Tensor&& rhs) && { return copy_(rhs); }
Tensor& Tensor::operator=(const Scalar& value) && { return fill_(value); }

Tensor Tensor::operator-() const { return neg(); }
Tensor& Tensor::operator+=(const Tensor& other) { return add_(other); }
Tensor& Tensor::operator-=(const Tensor& other) { return sub_(other); }
Tensor& Tensor::operator*=(const Tensor& other) { return mul_(other); }
Tensor& Tensor::operator/=(const Tensor& other) { return div_(other); }
Tensor& Tensor::operator+=(const Scalar& other) { return add_(other); }
Tensor& Tensor::operator-=(const Scalar& other) { return sub_(other); }
Tensor& Tensor::operator*=(const Scalar& other) { return mul_(other); }
Tensor& Tensor::operator/=(const Scalar& other) { return div_(other); }
Tensor Tensor::operator~() const { return bitwise_not(); }
Tensor& Tensor::operator&=(const Tensor& other) { return bitwise_and_(other); }
Tensor& Tensor::operator|=(const Tensor& other) { return bitwise_or_(other); }
Tensor& Tensor::operator^=(const Tensor& other) { return bitwise_xor_(other); }
Tensor Tensor::operator[](int64_t index) const { return select(0, index); }

}  // namespace torch::inline rushlight

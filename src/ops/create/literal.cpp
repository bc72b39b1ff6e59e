// tensor(...): numbers written in the program, as a tensor. Integers give int64 and floating-point numbers the default
// dtype unless options name one.
#include "cpu/copy.h"
#include "op/infer.h"
#include "op/kernels.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"

namespace torch::inline rushlight {
namespace detail {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winit-list-lifetime"
TensorLiteral::TensorLiteral(std::initializer_list<TensorLiteral> list)
    : kind_(Kind::kList), dtype_(list.begin()->dtype()), list_(list.begin()), count_(list.size()) {
  for (const TensorLiteral& one : list) {
    RUSHLIGHT_CHECK(one.sizes() == list_->sizes(), "tensor: expected lists of one shape, got ",
                    list_->sizes(), " and ", one.sizes());
    RUSHLIGHT_CHECK(one.dtype() == dtype_, "tensor: expected numbers of one type, got ", dtype_, " and ",
                    one.dtype());
  }
  sizes_.push_back(static_cast<int64_t>(count_));
  sizes_.append(list_->sizes().begin(), list_->sizes().size());
}
#pragma GCC diagnostic pop

}  // namespace detail

namespace {

using detail::TensorLiteral;
using Kind = TensorLiteral::Kind;

void copy_values(const void* from, ScalarType dtype, const View& out) {
  View in = out;
  in.data = const_cast<void*>(from);
  in.dtype = dtype;
  cpu_kernels<CopyKernels>().copy(in, out);
}

template <class T> void gather(const TensorLiteral& literal, ScalarType dtype, std::vector<T>& values) {
  if (literal.kind() == Kind::kNumber) {
    check_number("tensor", literal.number(), dtype);
    return values.push_back(literal.number().to<T>());
  }
  RUSHLIGHT_CHECK(literal.kind() == Kind::kList,
                  "tensor: expected nested braces of numbers, got a list in memory");
  for (const TensorLiteral& one : literal.list()) gather(one, dtype, values);
}

template <class T> void fill_from(const TensorLiteral& literal, const View& out) {
  std::vector<T> values;
  values.reserve(static_cast<size_t>(out.numel));
  gather(literal, out.dtype, values);
  copy_values(values.data(), CppTypeToScalarType<T>::value, out);
}

}  // namespace

Tensor tensor(const TensorLiteral& data, const TensorOptions& options) {
  const ScalarType given = data.dtype();
  const ScalarType natural = given == kInt || given == kLong       ? kLong
                             : given == kFloat || given == kDouble ? get_default_dtype_as_scalartype()
                                                                   : given;
  const TensorOptions o = options.dtype(options.dtype_opt().value_or(natural)).requires_grad(false);
  Tensor t = empty(data.sizes(), o.device(kCPU));
  const View out = view_of(t);
  if (out.numel > 0) {
    if (data.kind() == Kind::kMemory) copy_values(data.memory(), given, out);
    else if (isFloatingType(given)) fill_from<double>(data, out);
    else if (isComplexType(given)) fill_from<Complex<double>>(data, out);
    else fill_from<int64_t>(data, out);
  }
  if (!o.device().is_cpu()) t = t.to(o.device());
  if (options.requires_grad()) t.set_requires_grad(true);
  return t;
}

}  // namespace torch::inline rushlight

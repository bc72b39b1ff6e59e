// eq, ne, lt, le, gt and ge of tensors and of a tensor and a number. Each is one line of a table of kinds; the operator
// structs are written once. Next: logic.cpp, select.cpp.
#include "ops/compare/compare.h"

#include "op/out.h"
#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = CompareKernels;

struct Eq {
  static constexpr const char* kName = "eq";
  static constexpr auto kTensors = &K::eq, kScalar = &K::eq_scalar;
};
struct Ne {
  static constexpr const char* kName = "ne";
  static constexpr auto kTensors = &K::ne, kScalar = &K::ne_scalar;
};
struct Lt {
  static constexpr const char* kName = "lt";
  static constexpr auto kTensors = &K::lt, kScalar = &K::lt_scalar;
};
struct Le {
  static constexpr const char* kName = "le";
  static constexpr auto kTensors = &K::le, kScalar = &K::le_scalar;
};
struct Gt {
  static constexpr const char* kName = "gt";
  static constexpr auto kTensors = &K::gt, kScalar = &K::gt_scalar;
};
struct Ge {
  static constexpr const char* kName = "ge";
  static constexpr auto kTensors = &K::ge, kScalar = &K::ge_scalar;
};

// Complex numbers have no order.
template <class Kind> constexpr bool takes_complex = std::is_same_v<Kind, Eq> || std::is_same_v<Kind, Ne>;

template <class Kind> struct CompareTensors {
  static constexpr Traits traits{
      .name = Kind::kName, .differentiable = false, .complex = takes_complex<Kind>};
  void infer(Infer& io) const { infer_pointwise(io, kBool); }
  static void execute(const CompareTensors& op, Views in, Views out) {
    execute_pointwise(Kind::kTensors, &op, truth_type(promoted(in)), in, out);
  }
};

template <class Kind> struct CompareScalar : CompareNumber {
  static constexpr Traits traits{
      .name = Kind::kName, .differentiable = false, .complex = takes_complex<Kind>};
  void infer(Infer& io) const { infer_pointwise(io, kBool); }
  static void execute(const CompareScalar& op, Views in, Views out) {
    CompareNumber number{op.value};
    const ScalarType t = promoted(in, &op.value);
    if (t == kHalf)
      number.value =
          Half(static_cast<float>(op.value.toDouble()));  // the number takes the precision of the tensor
    if (t == kBFloat16) number.value = BFloat16(static_cast<float>(op.value.toDouble()));
    execute_pointwise(Kind::kScalar, &number, beside_number(truth_type(t), op.value), in, out);
  }
};

template <class Kind> Tensor compare(const Tensor& self, const Tensor& other) {
  return run(CompareTensors<Kind>{}, self, other)[0];
}
template <class Kind> Tensor compare(const Tensor& self, const Scalar& other) {
  return run(CompareScalar<Kind>{{other}}, self)[0];
}

}  // namespace

Tensor eq(const Tensor& self, const Tensor& other) { return compare<Eq>(self, other); }
Tensor eq(const Tensor& self, const Scalar& other) { return compare<Eq>(self, other); }
Tensor ne(const Tensor& self, const Tensor& other) { return compare<Ne>(self, other); }
Tensor ne(const Tensor& self, const Scalar& other) { return compare<Ne>(self, other); }
Tensor lt(const Tensor& self, const Tensor& other) { return compare<Lt>(self, other); }
Tensor lt(const Tensor& self, const Scalar& other) { return compare<Lt>(self, other); }
Tensor le(const Tensor& self, const Tensor& other) { return compare<Le>(self, other); }
Tensor le(const Tensor& self, const Scalar& other) { return compare<Le>(self, other); }
Tensor gt(const Tensor& self, const Tensor& other) { return compare<Gt>(self, other); }
Tensor gt(const Tensor& self, const Scalar& other) { return compare<Gt>(self, other); }
Tensor ge(const Tensor& self, const Tensor& other) { return compare<Ge>(self, other); }
Tensor ge(const Tensor& self, const Scalar& other) { return compare<Ge>(self, other); }
Tensor& eq_(Tensor& self, const Tensor& other) { return write_pointwise("eq", self, other, eq); }
Tensor& ne_(Tensor& self, const Tensor& other) { return write_pointwise("ne", self, other, ne); }
Tensor& lt_(Tensor& self, const Tensor& other) { return write_pointwise("lt", self, other, lt); }
Tensor& le_(Tensor& self, const Tensor& other) { return write_pointwise("le", self, other, le); }
Tensor& gt_(Tensor& self, const Tensor& other) { return write_pointwise("gt", self, other, gt); }
Tensor& ge_(Tensor& self, const Tensor& other) { return write_pointwise("ge", self, other, ge); }

Tensor not_equal(const Tensor& self, const Tensor& other) { return ne(self, other); }
Tensor not_equal(const Tensor& self, const Scalar& other) { return ne(self, other); }
Tensor less(const Tensor& self, const Tensor& other) { return lt(self, other); }
Tensor less(const Tensor& self, const Scalar& other) { return lt(self, other); }
Tensor less_equal(const Tensor& self, const Tensor& other) { return le(self, other); }
Tensor less_equal(const Tensor& self, const Scalar& other) { return le(self, other); }
Tensor greater(const Tensor& self, const Tensor& other) { return gt(self, other); }
Tensor greater(const Tensor& self, const Scalar& other) { return gt(self, other); }
Tensor greater_equal(const Tensor& self, const Tensor& other) { return ge(self, other); }
Tensor greater_equal(const Tensor& self, const Scalar& other) { return ge(self, other); }
Tensor& not_equal_(Tensor& self, const Tensor& other) { return ne_(self, other); }
Tensor& not_equal_(Tensor& self, const Scalar& other) { return ne_(self, other); }
Tensor& less_(Tensor& self, const Tensor& other) { return lt_(self, other); }
Tensor& less_(Tensor& self, const Scalar& other) { return lt_(self, other); }
Tensor& less_equal_(Tensor& self, const Tensor& other) { return le_(self, other); }
Tensor& less_equal_(Tensor& self, const Scalar& other) { return le_(self, other); }
Tensor& greater_(Tensor& self, const Tensor& other) { return gt_(self, other); }
Tensor& greater_(Tensor& self, const Scalar& other) { return gt_(self, other); }
Tensor& greater_equal_(Tensor& self, const Tensor& other) { return ge_(self, other); }
Tensor& greater_equal_(Tensor& self, const Scalar& other) { return ge_(self, other); }

}  // namespace torch::inline rushlight

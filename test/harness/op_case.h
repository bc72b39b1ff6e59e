// OpCase: one entry describes an operator, and the harness derives its tests from it: forward by dtype and memory
// order against a reference, in-place and `_out` against out-of-place, one thread against two, every instruction set of the
// machine, first and second derivatives by differences, texts of errors. An entry looks like this:
//
//   const OpCases cases([] {
//     op_case("mul", [](const Args& x) { return mul(x[0], x[1]); })
//         .samples(binary())
//         .elementwise([](const double* x) { return x[0] * x[1]; })
//         .inplace([](Tensor& self, const Args& x) { mul_(self, x[1]); })
//         .integers()
//         .error([] { mul(ones({2}), ones({3})); }, "mul: expected shapes that broadcast together");
//   });
//
// Operators that such an entry cannot describe (factories, say) have plain tests, which say so by covered("name").
// Next: sample.h (inputs), op_case.cpp (the derived tests), test/ops/completeness_test.cpp (nobody is forgotten).
#pragma once

#include <functional>
#include <set>
#include <source_location>

#include "harness/sample.h"

namespace torch::inline rushlight::test {

/// How the dtype of an output follows from the dtype under test.
enum class Gives {
  same,    ///< the dtype under test
  floats,  ///< float32 for integers and bool, else the dtype under test
  sum,     ///< int64 for integers and bool, else the dtype under test
  int64,
  boolean,
  anything  ///< not checked
};

class OpCase {
 public:
  using Operator = std::function<Results(const Args&)>;
  using InPlace = std::function<void(Tensor& self, const Args&)>;
  using Reference = std::function<std::vector<Plain>(const PlainArgs&)>;
  using Element = std::function<double(const double* x)>;

  OpCase(std::string name, Operator op, std::source_location where)
      : name_(std::move(name)), op_(std::move(op)), where_(where) {}

  OpCase& sample(std::initializer_list<Arg> args, Numbers numbers = {});
  OpCase& samples(const Samples& more);
  /// A sample whose result is given: row-major values, made by hand or with PyTorch. Not for gradients.
  OpCase& golden(std::vector<Plain> inputs, std::vector<Plain> outputs, Numbers numbers = {});
  /// Results of a sample as plain loops in double make them.
  OpCase& reference(Reference f) { return reference_ = std::move(f), *this; }
  /// The same for operators that broadcast: x[i] is the element of input i, the numbers follow the inputs.
  OpCase& elementwise(Element f);
  /// Changes `self`, a copy of input 0; samples whose result has another shape than input 0 are left out.
  OpCase& inplace(InPlace f) { return inplace_ = std::move(f), *this; }
  /// The result shares the memory of input 0.
  OpCase& view() { return view_ = true, *this; }
  /// Integer dtypes too; with bool where `with_bool`.
  OpCase& integers(bool with_bool = false);
  /// Exactly these dtypes; float32, float64, float16 and bfloat16 otherwise.
  OpCase& dtypes(std::vector<ScalarType> list) { return dtypes_ = std::move(list), *this; }
  /// Dtype of each output; the last one stands for all further ones.
  OpCase& gives(std::vector<Gives> rules) { return gives_ = std::move(rules), *this; }
  /// Multiplies the tolerances, which allow for a few roundings in the dtype under test.
  OpCase& tolerance(double factor) { return tolerance_ = factor, *this; }
  /// The outputs have no gradient.
  OpCase& not_differentiable() { return differentiable_ = false, *this; }
  /// No check of second derivatives.
  OpCase& once_differentiable() { return twice_ = false, *this; }
  /// Inputs in other memory orders are not tried.
  OpCase& row_major_only() { return row_major_only_ = true, *this; }
  /// A call that must fail with a message that contains `text`.
  OpCase& error(std::function<void()> call, std::string text);

  void check_values() const;
  void check_gradients() const;
  void check_errors() const;
  /// Hands the tests to GoogleTest.
  void register_tests() const;
  /// The operator: the first word of the entry's name.
  std::string operator_name() const { return name_.substr(0, name_.find(' ')); }
  const std::string& name() const { return name_; }
  bool has_inplace() const { return inplace_ != nullptr; }

 private:
  struct Golden {
    Sample sample;
    std::vector<Plain> outputs;
  };
  struct BadCall {
    std::function<void()> call;
    std::string text;
  };
  std::vector<Plain> expected(const Sample& sample, size_t index, const Args& args, ScalarType dtype) const;
  void compare(const Results& got, const std::vector<Plain>& expected, ScalarType dtype,
               const std::string& what) const;
  void check_inplace(const Sample& sample, const Args& args, const std::vector<Plain>& expected,
                     ScalarType dtype) const;
  void check_out(const Args& args, const std::vector<Plain>& expected, ScalarType dtype) const;
  void check_sample(const Sample& sample, size_t index, ScalarType dtype) const;
  void check_variants(const Sample& sample, const Args& args, const std::vector<Plain>& expected,
                      ScalarType dtype) const;
  ScalarType given_dtype(size_t output, ScalarType tested) const;
  void check_gradients_of(const Sample& sample, Layout layout) const;
  Samples all_samples() const;
  uint64_t seed(const Sample& sample) const;

  std::string name_;
  Operator op_;
  std::source_location where_;
  InPlace inplace_;
  Reference reference_;
  Samples samples_;
  std::vector<Golden> goldens_;
  std::vector<BadCall> bad_calls_;
  std::vector<ScalarType> dtypes_{kFloat, kDouble, kHalf, kBFloat16};
  std::vector<Gives> gives_{Gives::same};
  double tolerance_ = 1;
  bool view_ = false, differentiable_ = true, twice_ = true, row_major_only_ = false;
};

/// Makes an entry. `name` is the operator's, with a word or two behind it where there are several entries for it:
/// "add", "add scalar". The tests are Op_add_scalar.values, .gradients and .errors.
OpCase& op_case(std::string name, OpCase::Operator op,
                std::source_location where = std::source_location::current());
/// Says that plain tests cover these operators. Called from the lambda of an OpCases, so that it counts before tests run.
void covered(std::initializer_list<const char*> names);
/// Names with an entry or covered by plain tests.
const std::set<std::string>& covered_operators();
/// "add_" for each "add" with an entry that tries its in-place form.
std::set<std::string> inplace_operators();
/// The names of all entries, as op_case got them.
std::vector<std::string> entry_names();

/// Runs a list of op_case calls and registers their tests.
struct OpCases {
  explicit OpCases(void (*declare)());
};

}  // namespace torch::inline rushlight::test

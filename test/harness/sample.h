// What the tests of operators are fed with: shapes and ranges from which inputs are made, and plain arrays of double
// that references compute with. Nothing here calls an operator of the library, so that no operator vouches for itself.
// Next: op_case.h.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <tuple>
#include <vector>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::test {

using Shape = std::vector<int64_t>;
using Numbers = std::vector<double>;

/// One input to be made: `{2, 3}` is a tensor of the dtype under test with values in [-2, 2].
struct Arg {
  Shape shape;
  double low = -2, high = 2;                 ///< range of the values
  ScalarType dtype = ScalarType::Undefined;  ///< undefined: the dtype under test
  Numbers values;                            ///< given values, row-major, instead of drawn ones
  bool grad = true;                          ///< checked for a gradient where dtype is floating

  Arg() = default;
  Arg(std::initializer_list<int64_t> s) : shape(s) {}
  Arg(Shape s) : shape(std::move(s)) {}
  Arg(Shape s, double lowest, double highest) : shape(std::move(s)), low(lowest), high(highest) {}
  Arg without_grad() const {
    Arg a = *this;
    a.grad = false;
    return a;
  }
};
/// Given values, in the dtype under test.
Arg given(Shape shape, Numbers values);
/// int64 values in [low, high): indices, whatever the dtype under test.
Arg indices(Shape shape, int64_t low, int64_t high);
/// Given int64 values.
Arg indices(Shape shape, Numbers values);
/// bool values, whatever the dtype under test.
Arg mask(Shape shape);

/// The inputs of one call, and the numbers (dims, flags, exponents) that the operator's lambda reads with x.i(k), x.d(k).
struct Sample {
  std::vector<Arg> args;
  Numbers numbers;
  bool big = false;  ///< enough elements for several threads; left out where cost grows with size
  std::string str() const;
};
using Samples = std::vector<Sample>;

/// One input: 0-dim, empty, 1-d of odd sizes around the vector widths, 2-d to 4-d, and one for threads.
Samples unary(double low = -2, double high = 2, Numbers numbers = {});
/// Two inputs: equal shapes of all those sizes, and shapes that broadcast (0-dim, empty, rows, columns, both ways).
Samples binary(double low = -2, double high = 2, double low2 = -2, double high2 = 2, Numbers numbers = {});
/// The values where formulas go wrong: infinities, NaN, both zeros, tiny and huge numbers. Not for gradients.
Sample specials(int inputs = 1);

/// A dense array of double: what references read and write. 0-dim arrays have an empty shape.
struct Plain {
  Shape shape;
  Numbers values;

  Plain() = default;
  Plain(Shape s, Numbers v) : shape(std::move(s)), values(std::move(v)) {}
  explicit Plain(Shape s);
  int64_t numel() const { return static_cast<int64_t>(values.size()); }
  int64_t dim() const { return static_cast<int64_t>(shape.size()); }
  double& operator[](int64_t i) { return values[static_cast<size_t>(i)]; }
  double operator[](int64_t i) const { return values[static_cast<size_t>(i)]; }
};
/// The array of shape `out` whose element at `index` is that of `in` at `source(index)`: references of views and the like.
Plain rearranged(const Plain& in, Shape out, const std::function<Shape(const Shape& index)>& source);
/// `v` as a tensor of this dtype keeps it when it is an integer type: wrapped to its width, bool as 0 or 1.
double wrapped(double v, ScalarType dtype);
/// Inputs and numbers of one call of a reference.
struct PlainArgs {
  std::vector<Plain> arrays;
  Numbers numbers;
  ScalarType dtype = kDouble;  ///< the dtype under test

  const Plain& operator[](size_t i) const { return arrays[i]; }
  int64_t i(size_t k) const { return static_cast<int64_t>(numbers[k]); }
  double d(size_t k) const { return numbers[k]; }
};

/// Inputs and numbers of one call of an operator.
struct Args {
  std::vector<Tensor> tensors;
  Numbers numbers;

  const Tensor& operator[](size_t i) const { return tensors[i]; }
  size_t size() const { return tensors.size(); }
  int64_t i(size_t k) const { return static_cast<int64_t>(numbers[k]); }
  double d(size_t k) const { return numbers[k]; }
};
/// What an operator's lambda returns: one tensor or several.
struct Results {
  std::vector<Tensor> tensors;

  Results(Tensor t) : tensors{std::move(t)} {}
  Results(std::vector<Tensor> t) : tensors(std::move(t)) {}
  Results(std::tuple<Tensor, Tensor> t) : tensors{std::get<0>(t), std::get<1>(t)} {}
  Results(std::tuple<Tensor, Tensor, Tensor> t) : tensors{std::get<0>(t), std::get<1>(t), std::get<2>(t)} {}
};

/// How the elements of an input lie in memory.
enum class Layout { row_major, transposed, strided };

/// The tensors of a sample for one dtype; equal `seed` and sample, equal values.
Args make_args(const Sample& sample, ScalarType dtype, uint64_t seed);
/// The same values in another memory order: dimensions reversed, or every second element of a wider tensor.
Tensor relaid(const Tensor& t, Layout layout);
/// Values of a tensor, through its strides.
Plain plain(const Tensor& t);
PlainArgs plain_args(const Args& args, ScalarType dtype);

/// "" when both agree within atol + rtol * |expected| (NaN equals NaN), else the first difference.
std::string difference(const Plain& got, const Plain& expected, double rtol, double atol);

}  // namespace torch::inline rushlight::test

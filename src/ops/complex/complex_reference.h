// Cases of complex numbers: the harness knows real tensors, so every case takes its complex inputs as pairs of real numbers
// and gives back pairs. So values, memory orders and derivatives of both orders are checked as for any operator.
#pragma once

#include <complex>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {

using Z = std::complex<double>;

inline Tensor joined(const Tensor& pairs) { return view_as_complex(pairs.contiguous()); }
inline Tensor apart(const Tensor& z) { return view_as_real(z); }

inline Arg pairs(Shape shape, double low = -2, double high = 2) {
  shape.push_back(2);
  return Arg(std::move(shape), low, high);
}
inline Samples one_input(double low = -2, double high = 2) {
  Samples all;
  for (Shape s : {Shape{}, Shape{0}, Shape{3}, Shape{2, 3}, Shape{17, 5}})
    all.push_back({{pairs(s, low, high)}, {}});
  return all;
}
inline Samples two_inputs() {
  Samples all;
  for (const auto& [a, b] : std::vector<std::pair<Shape, Shape>>{
           {{}, {}}, {{2}, {2}}, {{2, 1}, {2}}, {{0}, {1}}, {{7, 19}, {7, 19}}, {{7, 19}, {19}}})
    all.push_back({{pairs(a, 0.5, 2), pairs(b, 0.5, 2)}, {}});
  return all;
}

inline std::vector<Z> numbers(const Plain& p) {
  std::vector<Z> out;
  for (int64_t k = 0; k < p.numel(); k += 2) out.emplace_back(p[k], p[k + 1]);
  return out;
}
inline Plain as_pairs(const std::vector<Z>& z, Shape shape) {
  Plain out;
  shape.push_back(2);
  out.shape = std::move(shape);
  for (const Z& v : z) out.values.insert(out.values.end(), {v.real(), v.imag()});
  return out;
}
inline Shape outer(const Plain& p) { return {p.shape.begin(), p.shape.end() - 1}; }

// f of every number of the input.
inline OpCase::Reference each(Z (*f)(Z)) {
  return [f](const PlainArgs& x) {
    std::vector<Z> z = numbers(x[0]);
    for (Z& v : z) v = f(v);
    return std::vector<Plain>{as_pairs(z, outer(x[0]))};
  };
}
// The same with a real result.
inline OpCase::Reference each_real(double (*f)(Z)) {
  return [f](const PlainArgs& x) {
    Plain out(outer(x[0]));
    const std::vector<Z> z = numbers(x[0]);
    for (size_t k = 0; k < z.size(); ++k) out[static_cast<int64_t>(k)] = f(z[k]);
    return std::vector<Plain>{out};
  };
}
// f of pairs of numbers that broadcast.
inline OpCase::Reference both(Z (*f)(Z, Z)) {
  return [f](const PlainArgs& x) {
    const auto tensor_of = [](const Plain& p) {
      Tensor t = empty(p.shape, kDouble);
      std::copy(p.values.begin(), p.values.end(), t.data_ptr<double>());
      return t;
    };
    const Tensor t = tensor_of(x[0]), u = tensor_of(x[1]), sum = t + u;
    const Plain a = plain(t.expand_as(sum)), b = plain(u.expand_as(sum));
    std::vector<Z> z = numbers(a), w = numbers(b);
    for (size_t k = 0; k < z.size(); ++k) z[k] = f(z[k], w[k]);
    return std::vector<Plain>{as_pairs(z, outer(a))};
  };
}

inline void unary_case(const char* name, Tensor (*f)(const Tensor&), Z (*reference)(Z), double low = -2,
                       double high = 2) {
  op_case(std::string(name) + " of complex", [f](const Args& x) { return apart(f(joined(x[0]))); })
      .samples(one_input(low, high))
      .reference(each(reference))
      .dtypes({kFloat, kDouble})
      .tolerance(16);
}
inline void binary_case(const char* name, Tensor (*f)(const Tensor&, const Tensor&), Z (*reference)(Z, Z)) {
  op_case(std::string(name) + " of complex",
          [f](const Args& x) { return apart(f(joined(x[0]), joined(x[1]))); })
      .samples(two_inputs())
      .reference(both(reference))
      .dtypes({kFloat, kDouble})
      .tolerance(16);
}

}  // namespace torch::inline rushlight::test

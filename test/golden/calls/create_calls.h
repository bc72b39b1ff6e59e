// Calls that make tensors from numbers, and texts of printed ones.
#pragma once

#include <sstream>

#include "calls.h"

namespace calls {

template <class T> std::string text(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

inline void create_sequences(Lines& lines) {
  CALL(torch::arange(5));
  CALL(torch::arange(5.));
  CALL(torch::arange(2, 9));
  CALL(torch::arange(2, 9, 3));
  CALL(torch::arange(9, 2, -2));
  CALL(torch::arange(0, 1, 0.1));
  CALL(torch::arange(0.5, 3));
  CALL(torch::arange(0));
  CALL(torch::arange(-1));
  CALL(torch::arange(3, 1));
  CALL(torch::arange(1, 3, 0));
  CALL(torch::arange(7, torch::kFloat));
  CALL(torch::arange(7, torch::kInt));
  CALL(torch::arange(2.9, torch::kLong));
  CALL(torch::arange(1, 7.5, 2.5, torch::kByte));
  CALL(torch::arange(3, torch::kHalf));
  CALL(torch::arange(1, 20, 1.5, torch::kBFloat16));
  CALL(torch::arange(3, torch::requires_grad()));
  CALL(torch::arange(3., torch::requires_grad()));
  CALL(torch::arange(0, std::numeric_limits<double>::infinity()));
  CALL(torch::range(0, 4, 1.5));
  CALL(torch::linspace(0, 1, 5));
  CALL(torch::linspace(0, 1, 11));
  CALL(torch::linspace(3, -3, 4, torch::kDouble));
  CALL(torch::linspace(0, 10, 4, torch::kLong));
  CALL(torch::linspace(0, 10, 7, torch::kInt));
  CALL(torch::linspace(2, 10, 1));
  CALL(torch::linspace(2, 10, 0));
  CALL(torch::linspace(2, 10, -1));
  CALL(torch::logspace(0, 2, 5));
  CALL(torch::logspace(0, 4, 5, 2.));
  CALL(torch::logspace(1, 4, 1, 2.));
  CALL(torch::logspace(-3, 3, 7, 2., torch::kDouble));
  CALL(torch::eye(3));
  CALL(torch::eye(2, 3));
  CALL(torch::eye(3, 2, torch::kLong));
  CALL(torch::eye(2, torch::kBool));
  CALL(torch::eye(0));
  CALL(torch::eye(-1));
}

inline void create_literals(Lines& lines) {
  CALL(torch::tensor(3));
  CALL(torch::tensor(3.5));
  CALL(torch::tensor(3.5f));
  CALL(torch::tensor(true));
  CALL(torch::tensor(int64_t{1} << 60));
  CALL(torch::tensor({1, 2, 3}));
  CALL(torch::tensor({1., 2.5}));
  CALL(torch::tensor({1.f, 2.5f}));
  CALL(torch::tensor({true, false}));
  CALL(torch::tensor({{1, 2}, {3, 4}}));
  CALL(torch::tensor({{1., 2., 3.}, {4., 5., 6.}}));
  CALL(torch::tensor({{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}));
  CALL(torch::tensor({{1}, {2}}));
  CALL(torch::tensor({{1}}));
  CALL(torch::tensor({1}));
  CALL(torch::tensor({}));
  CALL(torch::tensor({{}, {}}));
  CALL(torch::tensor({{{}}}));
  CALL(torch::tensor({1, 2, 3}, torch::kFloat));
  CALL(torch::tensor({1.7, -2.5}, torch::kLong));
  CALL(torch::tensor({1, 2}, torch::dtype(torch::kDouble).requires_grad(true)));
  CALL(torch::tensor({1, 0, 2}, torch::kBool));
  CALL(torch::tensor({0.1, 0.2}, torch::kHalf));
  CALL(torch::tensor(std::vector<int>{1, 2, 3}));
  CALL(torch::tensor(std::vector<float>{1, 2, 3}));
  CALL(torch::tensor(std::vector<double>{1, 2, 3.25}));
  CALL(torch::tensor(std::vector<double>{1, 2, 3.25}, torch::kDouble));
  CALL(torch::tensor(std::vector<int64_t>{1, 2, 3}, torch::kInt));
  CALL(torch::tensor(std::vector<uint8_t>{1, 2, 255}));
  CALL(torch::tensor(std::vector<int64_t>{}));
  CALL(torch::tensor(at::ArrayRef<int64_t>({4, 5})));
  CALL(torch::tensor(at::ArrayRef<float>({4, 5})));
  CALL(torch::tensor({{1, 2}, {3}}));
  CALL(torch::tensor({{1., 2.}, {3, 4}}));
  CALL(torch::tensor(uint8_t{7}));
  CALL(torch::tensor(int16_t{7}));
  CALL(torch::tensor(torch::ones({2, 3}).sizes()));
}

inline void create_texts(Lines& lines) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  CALL(text(torch::Tensor()));
  CALL(text(torch::tensor(2.5)));
  CALL(text(torch::tensor(1234567.)));
  for (double v : {1234567.5, 2. / 3, 1e15, 1e16, 1e-4, 1e-5, -0., 33333.25, nan, -inf})
    CALL(text(torch::tensor(v, torch::kDouble)));
  CALL(text(torch::tensor({1e10, 2., 3.5}, torch::kDouble)));
  CALL(text(torch::tensor({1e10, 2., 3.})));
  CALL(text(torch::tensor({1e-5, 2e-5})));
  CALL(text(torch::tensor({0.1, 22. / 7})));
  CALL(text(torch::tensor({123456.5, -2e5})));
  CALL(text(torch::tensor({nan, inf, 1.})));
  CALL(text(torch::tensor({nan, -inf})));
  CALL(text(torch::tensor({nan, 0.5})));
  CALL(text(torch::tensor({0.5, 0.25})));
  CALL(text(torch::tensor({0.05, 0.025})));
  CALL(text(torch::tensor({1e-300, 1e300}, torch::kDouble)));
  CALL(text(torch::tensor({{123456.5, -2e5}, {1., 2.}})));
  CALL(text(torch::tensor({{223456.5, -200000.25}, {100000., 212345.}})));
  CALL(text(torch::tensor({{{223456.5, -200000.25}, {100000., 212345.}}, {{1., 2.}, {3., 4.5}}})));
  CALL(text(torch::arange(24, torch::kDouble).reshape({2, 3, 4}) * 0.3));
  CALL(text(torch::arange(120).reshape({2, 60})));
  CALL(text(torch::arange(120).reshape({2, 2, 30}) * 1000));
  CALL(text(torch::arange(60, torch::kDouble).reshape({2, 30}) * 100000.5));
  CALL(text(torch::arange(60, torch::kDouble).reshape({1, 2, 30}) * 100000.5));
  CALL(text(torch::arange(16).reshape({2, 2, 2, 2})));
  CALL(text(torch::zeros({2, 0, 3})));
  CALL(text(torch::zeros({0})));
  CALL(text(torch::ones({1, 1, 1})));
  CALL(text(torch::ones({2, 3}).t()));
  CALL(text(torch::ones({2}, torch::kHalf)));
  CALL(text(torch::ones({2, 2}, torch::requires_grad())));
  CALL(text(torch::tensor({true, false})));
  CALL(text(torch::ones({2, 3}).sizes()));
  CALL(text(torch::IntArrayRef()));
  CALL(text(torch::Device("cpu")));
  CALL(text(torch::Device("cuda:1")));
  CALL(text(torch::ones({1}).device()));
  CALL(text(torch::ones({1}).dtype()));
  CALL(text(torch::ones({1}).scalar_type()));
  CALL(text(torch::kLong));
  CALL(text(torch::TensorOptions()));
  CALL(text(torch::dtype(torch::kLong).requires_grad(false)));
  CALL(text(torch::TensorOptions().device("cuda:0").memory_format(torch::MemoryFormat::ChannelsLast)));
  CALL(text(torch::ones({1}).layout()));
  CALL(text(torch::Scalar(2.5)));
  CALL(text(torch::Scalar(2)));
  CALL(text(torch::Scalar(true)));
}

inline void create(Lines& lines) {
  create_sequences(lines);
  create_literals(lines);
  create_texts(lines);
}

}  // namespace calls

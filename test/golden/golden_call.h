// Runs the cases of a golden file: makes the tensors, calls the operator, compares outputs and gradients.
// A test gives a table from operator name to a function that takes a Call; every case of the file must find
// its operator there. Each case runs in float64 and in float32.
// Read next: reduce_test.cpp, the shortest use of it; README.md, the format.
#pragma once

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cctype>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/golden.h"

namespace torch::inline rushlight::golden {

/// The arguments of one call: the entries of its case, the tensors made from them with `dtype` for f64.
class Call {
 public:
  Call(const Case& golden, torch::Dtype dtype) : golden_(golden), dtype_(dtype) {
    for (const auto& [name, entry] : golden.entries()) {
      if (is_result(name)) continue;
      torch::Tensor value = make(entry);
      if (golden.has("grad_" + name)) value.requires_grad_();
      tensors_.emplace(name, value);
    }
  }

  torch::Tensor operator[](const std::string& name) const { return tensors_.at(name); }
  bool has(const std::string& name) const { return tensors_.count(name) != 0; }
  /// The tensor, or an undefined one when the case has none of that name.
  torch::Tensor maybe(const std::string& name) const {
    return has(name) ? tensors_.at(name) : torch::Tensor();
  }
  std::vector<int64_t> ints(const std::string& name) const { return golden_[name].ints(); }
  int64_t integer(const std::string& name) const { return golden_[name].ints().at(0); }
  double number(const std::string& name) const { return golden_.number(name); }
  double number(const std::string& name, double otherwise) const {
    return has(name) ? number(name) : otherwise;
  }
  /// Names the tensor whose gradient is compared for `name`: a parameter that took over the values.
  void replace(const std::string& name, const torch::Tensor& tensor) { tensors_.at(name) = tensor; }
  bool flag(const std::string& name) const { return has(name) && number(name) != 0; }

 private:
  friend class Check;
  static bool is_result(const std::string& name) {
    return name == "out" || name.rfind("grad_", 0) == 0 ||
           (name.rfind("out", 0) == 0 && name.size() == 4 &&
            std::isdigit(static_cast<unsigned char>(name[3])));
  }
  torch::Tensor make(const Entry& entry) const {
    torch::Tensor value = torch::empty(entry.shape, torch::kFloat64);
    if (!entry.values.empty()) value = torch::tensor(entry.values, torch::kFloat64).reshape(entry.shape);
    const bool is_float = entry.dtype == "f64" || entry.dtype == "f32";
    return value.to(is_float ? dtype_ : entry.dtype == "i64" ? torch::kInt64 : torch::kBool);
  }

  const Case& golden_;
  torch::Dtype dtype_;
  std::map<std::string, torch::Tensor> tensors_;
};

using Operator = std::function<std::vector<torch::Tensor>(Call&)>;
using Operators = std::map<std::string, Operator>;

/// The outputs of an operator that returns two or three tensors as a tuple.
template <typename... T> std::vector<torch::Tensor> listed(const std::tuple<T...>& outputs) {
  return std::apply([](const auto&... output) { return std::vector<torch::Tensor>{output...}; }, outputs);
}

/// How far a value may be from the golden one: absolute + relative * |golden|.
struct Tolerance {
  double absolute, relative;
};

/// Compares what one call gives with its case.
class Check {
 public:
  Check(const Case& golden, torch::Dtype dtype, Tolerance tolerance)
      : golden_(golden), call_(golden, dtype), tolerance_(tolerance) {}

  void run(const Operator& call_operator) {
    const std::vector<torch::Tensor> outputs = call_operator(call_);
    torch::Tensor weighted = torch::zeros({}, torch::kFloat64);
    for (size_t i = 0; i < outputs.size(); ++i) {
      const std::string name = outputs.size() == 1 ? "out" : "out" + std::to_string(i);
      compare(name, outputs[i]);
      if (!outputs[i].requires_grad()) continue;
      const torch::Tensor weight = torch::arange(outputs[i].numel()) % 7 - 2.5;
      weighted =
          weighted + (outputs[i] * weight.to(outputs[i].scalar_type()).reshape(outputs[i].sizes())).sum();
    }
    if (weighted.requires_grad()) weighted.backward();
    for (const auto& [name, tensor] : call_.tensors_) {
      if (golden_.has("grad_" + name)) compare("grad_" + name, tensor.grad());
    }
  }

 private:
  void compare(const std::string& name, const torch::Tensor& got) const {
    const Entry& expected = golden_[name];
    ASSERT_TRUE(got.defined()) << golden_.name() << ": " << name;
    EXPECT_EQ(std::vector<int64_t>(got.sizes().begin(), got.sizes().end()), expected.shape)
        << golden_.name() << ": shape of " << name;
    ASSERT_EQ(got.numel(), static_cast<int64_t>(expected.values.size())) << golden_.name() << ": " << name;
    const torch::Tensor flat = got.detach().to(torch::kFloat64).contiguous();
    for (int64_t i = 0; i < flat.numel(); ++i) {
      const double value = flat.data_ptr<double>()[i], want = expected.values[i];
      const bool same = value == want || (std::isnan(value) && std::isnan(want)) ||
                        std::abs(value - want) <= tolerance_.absolute + tolerance_.relative * std::abs(want);
      ASSERT_TRUE(same) << golden_.name() << ": " << name << " at " << i << " is " << value << ", expected "
                        << want;
    }
  }

  const Case& golden_;
  Call call_;
  Tolerance tolerance_;
};

/// Runs all cases of `file` (a name in the golden folder) with the operators of the table.
inline void expect_golden(const std::string& file, const Operators& operators,
                          Tolerance single = {2e-5, 2e-5}, Tolerance real = {1e-8, 1e-8}) {
  const File golden(std::string(RUSHLIGHT_GOLDEN_DIR) + "/" + file);
  ASSERT_FALSE(golden.cases().empty());
  for (const Case& one : golden.cases()) {
    const auto found = operators.find(one.name().substr(0, one.name().find('.')));
    ASSERT_NE(found, operators.end()) << file << ": no operator for " << one.name();
    for (const auto dtype : {torch::kFloat64, torch::kFloat32}) {
      SCOPED_TRACE(dtype == torch::kFloat64 ? "float64" : "float32");
      try {
        Check(one, dtype, dtype == torch::kFloat64 ? real : single).run(found->second);
      } catch (const std::exception& error) { ADD_FAILURE() << one.name() << ": " << error.what(); }
    }
  }
}

}  // namespace torch::inline rushlight::golden

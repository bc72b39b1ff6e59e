// gradcheck and gradgradcheck: analytic gradients against central differences, entry by entry of the Jacobian.
// Every input that wants a gradient must be float64: in float32 the differences are mostly rounding. Inputs are
// nudged in place, through their strides, so any layout whose elements have their own memory will do.
// Next: engine.cpp.
#include <cmath>
#include <cstdio>

#include "rushlight/autograd.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"

namespace torch::inline rushlight::autograd {
namespace {

using Checked = Callback<variable_list(const variable_list&)>;
using Values = std::vector<double>;

// Address of element i, counted in row-major order.
double* element(const Tensor& t, int64_t i) {
  int64_t offset = 0;
  for (int64_t d = t.dim() - 1; d >= 0; --d) {
    offset += i % t.size(d) * t.stride(d);
    i /= t.size(d);
  }
  return static_cast<double*>(t.data_ptr()) + offset;
}

Values values_of(const Tensor& t) {
  const Tensor row_major = t.detach().to(kDouble).contiguous();
  const double* data = row_major.data_ptr<double>();
  return {data, data + row_major.numel()};
}

bool is_floating(const Tensor& t) { return t.defined() && isFloatingType(t.scalar_type()); }

// The inputs to differentiate by.
std::vector<size_t> wanted(const char* who, const variable_list& inputs) {
  std::vector<size_t> found;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].defined() || !inputs[i].requires_grad()) continue;
    RUSHLIGHT_CHECK(inputs[i].scalar_type() == kDouble, who,
                    ": expected float64 where a gradient is wanted, got ", inputs[i].scalar_type(),
                    " for input ", i);
    found.push_back(i);
  }
  RUSHLIGHT_CHECK(!found.empty(), who, ": expected an input that wants a gradient, got none");
  return found;
}

// Numeric Jacobians of all outputs by one element of an input: column[o][k] = d output o, element k.
std::vector<Values> numeric_column(const Checked& f, const variable_list& inputs, double* x, double eps) {
  const double kept = *x;
  std::vector<Values> column;
  *x = kept + eps;
  const variable_list above = f(inputs);
  for (const Tensor& out : above) column.push_back(is_floating(out) ? values_of(out) : Values());
  *x = kept - eps;
  const variable_list below = f(inputs);
  for (size_t o = 0; o < below.size(); ++o) {
    const Values low = is_floating(below[o]) ? values_of(below[o]) : Values();
    RUSHLIGHT_CHECK(low.size() == column[o].size(), "gradcheck: expected outputs of one size, got ",
                    column[o].size(), " and then ", low.size(), " elements");
    for (size_t k = 0; k < low.size(); ++k) column[o][k] = (column[o][k] - low[k]) / (2 * eps);
  }
  *x = kept;
  return column;
}

// Analytic Jacobian of one output by one input each: rows[input][k] = gradient when element k of the output is the loss.
std::vector<std::vector<Values>> analytic_rows(const Tensor& out, const variable_list& sources) {
  std::vector<std::vector<Values>> rows(sources.size());
  for (int64_t k = 0; k < out.numel(); ++k) {
    const Tensor one = zeros(out.sizes(), TensorOptions(kDouble));
    one.data_ptr<double>()[k] = 1;
    variable_list grads(sources.size());
    if (out.requires_grad()) grads = grad({out}, sources, {one.to(out.scalar_type())}, true, false, true);
    for (size_t i = 0; i < sources.size(); ++i)
      rows[i].push_back(grads[i].defined() ? values_of(grads[i])
                                           : Values(static_cast<size_t>(sources[i].numel())));
  }
  return rows;
}

std::string mismatch(size_t output, int64_t k, size_t input, int64_t j, double analytic, double numeric) {
  char text[160];
  std::snprintf(text, sizeof text,
                "d output %zu [%lld] / d input %zu [%lld]: expected about %.8g by differences, got %.8g",
                output, static_cast<long long>(k), input, static_cast<long long>(j), numeric, analytic);
  return text;
}

bool close(double a, double b, double atol, double rtol) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::fabs(a - b) <= atol + rtol * std::fabs(b);
}

std::string check(const char* who, const Checked& f, const variable_list& inputs, double eps, double atol,
                  double rtol) {
  const std::vector<size_t> which = wanted(who, inputs);
  variable_list sources;
  for (size_t i : which) sources.push_back(inputs[i]);
  const variable_list outputs = f(inputs);
  std::vector<std::vector<std::vector<Values>>> analytic(outputs.size());
  for (size_t o = 0; o < outputs.size(); ++o)
    if (is_floating(outputs[o])) analytic[o] = analytic_rows(outputs[o], sources);
  for (size_t i = 0; i < sources.size(); ++i)
    for (int64_t j = 0; j < sources[i].numel(); ++j) {
      const std::vector<Values> numeric = numeric_column(f, inputs, element(sources[i], j), eps);
      for (size_t o = 0; o < numeric.size(); ++o)
        for (size_t k = 0; k < numeric[o].size(); ++k) {
          const double a = analytic[o][i][k][static_cast<size_t>(j)], n = numeric[o][k];
          if (!close(a, n, atol, rtol)) return mismatch(o, static_cast<int64_t>(k), which[i], j, a, n);
        }
    }
  return "";
}

// Values between 0.5 and 1.5 that differ from each other.
Tensor some_gradient(const Tensor& out) {
  Tensor g = empty(out.sizes(), TensorOptions(kDouble));
  double* data = g.data_ptr<double>();
  for (int64_t i = 0; i < g.numel(); ++i)
    data[i] = 0.5 + std::fmod(0.618033988749895 * static_cast<double>(i + 1), 1.0);
  return g.set_requires_grad(true);
}

}  // namespace

std::string gradcheck(const Checked& f, const variable_list& inputs, double eps, double atol, double rtol) {
  return check("gradcheck", f, inputs, eps, atol, rtol);
}

std::string gradgradcheck(const Checked& f, const variable_list& inputs, double eps, double atol,
                          double rtol) {
  const std::vector<size_t> which = wanted("gradgradcheck", inputs);
  variable_list all = inputs;
  std::vector<size_t> used;
  const variable_list outputs = f(inputs);
  for (size_t o = 0; o < outputs.size(); ++o) {
    if (!is_floating(outputs[o]) || !outputs[o].requires_grad()) continue;
    used.push_back(o);
    all.push_back(some_gradient(outputs[o]));
  }
  if (used.empty()) return "";
  const size_t count = inputs.size();
  const Checked gradients = [&](const variable_list& x) {
    const variable_list out = f({x.begin(), x.begin() + static_cast<std::ptrdiff_t>(count)});
    variable_list roots, weights, sources;
    for (size_t k = 0; k < used.size(); ++k) {
      roots.push_back(out[used[k]]);
      weights.push_back(x[count + k].to(out[used[k]].scalar_type()));
    }
    for (size_t i : which) sources.push_back(x[i]);
    variable_list grads = grad(roots, sources, weights, std::nullopt, true, true);
    for (size_t i = 0; i < grads.size(); ++i)
      if (!grads[i].defined()) grads[i] = zeros(sources[i].sizes(), TensorOptions(kDouble));
    return grads;
  };
  return check("gradgradcheck", gradients, all, eps, atol, rtol);
}

}  // namespace torch::inline rushlight::autograd

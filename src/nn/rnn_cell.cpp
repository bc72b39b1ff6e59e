// The recurrent cells: one step each, as composites of linear maps and gates.
#include <cmath>
#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/nn/rnn.h"
#include "rushlight/ops.h"

namespace rushlight::nn {

namespace detail {

template <class Derived, class Options>
RNNCellImplBase<Derived, Options>::RNNCellImplBase(const Options& options) : options(options) {
  RNNCellImplBase::reset();
}

template <class Derived, class Options> void RNNCellImplBase<Derived, Options>::reset() {
  RUSHLIGHT_CHECK(options.hidden_size() > 0, Derived::kText, ": expected hidden_size above 0, got ",
                  options.hidden_size());
  const int64_t rows = Derived::kGates * options.hidden_size();
  const bool biased = options.bias();
  weight_ih = this->register_parameter("weight_ih", empty({rows, options.input_size()}));
  weight_hh = this->register_parameter("weight_hh", empty({rows, options.hidden_size()}));
  bias_ih = this->register_parameter("bias_ih", biased ? empty(rows) : Tensor(), biased);
  bias_hh = this->register_parameter("bias_hh", biased ? empty(rows) : Tensor(), biased);
  reset_parameters();
}

template <class Derived, class Options> void RNNCellImplBase<Derived, Options>::reset_parameters() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(options.hidden_size()));
  for (const Tensor& weight : this->parameters()) init::uniform_(weight, -bound, bound);
}

template <class Derived, class Options>
void RNNCellImplBase<Derived, Options>::pretty_print(std::ostream& stream) const {
  stream << Derived::kText << "(" << options.input_size() << ", " << options.hidden_size();
  if (!options.bias()) stream << ", bias=" << std::boolalpha << false;
  if constexpr (requires { options.nonlinearity(); }) {
    if (!std::holds_alternative<enumtype::kTanh>(options.nonlinearity()))
      stream << ", nonlinearity=" << enumtype::get_enum_name(options.nonlinearity());
  }
  stream << ")";
}

template <class Derived, class Options>
void RNNCellImplBase<Derived, Options>::check_input(const Tensor& input) const {
  RUSHLIGHT_CHECK((input.dim() == 1 || input.dim() == 2) && input.size(-1) == options.input_size(),
                  Derived::kText, ": expected an input of shape [batch, ", options.input_size(), "] or [",
                  options.input_size(), "], got ", input.sizes());
}

template <class Derived, class Options>
Tensor RNNCellImplBase<Derived, Options>::state(const Tensor& given, const Tensor& input) const {
  std::vector<int64_t> shape = input.sizes().vec();
  shape.back() = options.hidden_size();
  if (!given.defined()) return zeros(shape, TensorOptions(input.scalar_type()).device(input.device()));
  RUSHLIGHT_CHECK(given.sizes() == IntArrayRef(shape), Derived::kText, ": expected a state of shape ", shape,
                  ", got ", given.sizes());
  return given;
}

template class RNNCellImplBase<RNNCellImpl, RNNCellOptions>;
template class RNNCellImplBase<LSTMCellImpl, LSTMCellOptions>;
template class RNNCellImplBase<GRUCellImpl, GRUCellOptions>;

}  // namespace detail

Tensor RNNCellImpl::forward(const Tensor& input, const Tensor& hx) {
  check_input(input);
  const Tensor sum = linear(input, weight_ih, bias_ih) + linear(state(hx, input), weight_hh, bias_hh);
  return std::holds_alternative<enumtype::kReLU>(options.nonlinearity()) ? sum.relu() : sum.tanh();
}

std::tuple<Tensor, Tensor> LSTMCellImpl::forward(const Tensor& input,
                                                 std::optional<std::tuple<Tensor, Tensor>> hx_opt) {
  check_input(input);
  const auto given = hx_opt.value_or(std::tuple<Tensor, Tensor>());
  const Tensor h = state(std::get<0>(given), input), c = state(std::get<1>(given), input);
  const auto gates = (linear(input, weight_ih, bias_ih) + linear(h, weight_hh, bias_hh)).chunk(4, -1);
  const Tensor next_c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
  return {gates[3].sigmoid() * next_c.tanh(), next_c};
}

Tensor GRUCellImpl::forward(const Tensor& input, const Tensor& hx) {
  check_input(input);
  const Tensor h = state(hx, input);
  const auto x = linear(input, weight_ih, bias_ih).chunk(3, -1),
             r = linear(h, weight_hh, bias_hh).chunk(3, -1);
  const Tensor reset = (x[0] + r[0]).sigmoid(), update = (x[1] + r[1]).sigmoid();
  const Tensor fresh = (x[2] + reset * r[2]).tanh();
  return fresh + update * (h - fresh);
}

Module::ForwardDefaults RNNCellImpl::_forward_default_args() { return {{1, AnyValue(Tensor())}}; }
Module::ForwardDefaults LSTMCellImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<std::tuple<Tensor, Tensor>>())}};
}
Module::ForwardDefaults GRUCellImpl::_forward_default_args() { return {{1, AnyValue(Tensor())}}; }

}  // namespace rushlight::nn

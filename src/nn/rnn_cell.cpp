// The recurrent cells: one step each, over the operators of ops/rnn.h.
#include <cmath>
#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/nn/rnn.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

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

RNNCellImpl::RNNCellImpl(int64_t input_size, int64_t hidden_size)
    : RNNCellImpl(RNNCellOptions(input_size, hidden_size)) {}
RNNCellImpl::RNNCellImpl(const RNNCellOptions& options) : RNNCellImplBase(options) {}
Tensor RNNCellImpl::forward(const Tensor& input, const Tensor& hx) {
  check_input(input);
  const auto cell = std::holds_alternative<enumtype::kReLU>(options.nonlinearity())
                        ? rushlight::rnn_relu_cell
                        : rushlight::rnn_tanh_cell;
  return cell(input, state(hx, input), weight_ih, weight_hh, bias_ih, bias_hh);
}

LSTMCellImpl::LSTMCellImpl(int64_t input_size, int64_t hidden_size)
    : LSTMCellImpl(LSTMCellOptions(input_size, hidden_size)) {}
LSTMCellImpl::LSTMCellImpl(const LSTMCellOptions& options) : RNNCellImplBase(options) {}
std::tuple<Tensor, Tensor> LSTMCellImpl::forward(const Tensor& input,
                                                 std::optional<std::tuple<Tensor, Tensor>> hx_opt) {
  check_input(input);
  const auto given = hx_opt.value_or(std::tuple<Tensor, Tensor>());
  const Tensor hx[] = {state(std::get<0>(given), input), state(std::get<1>(given), input)};
  return rushlight::lstm_cell(input, hx, weight_ih, weight_hh, bias_ih, bias_hh);
}

GRUCellImpl::GRUCellImpl(int64_t input_size, int64_t hidden_size)
    : GRUCellImpl(GRUCellOptions(input_size, hidden_size)) {}
GRUCellImpl::GRUCellImpl(const GRUCellOptions& options) : RNNCellImplBase(options) {}
Tensor GRUCellImpl::forward(const Tensor& input, const Tensor& hx) {
  check_input(input);
  return rushlight::gru_cell(input, state(hx, input), weight_ih, weight_hh, bias_ih, bias_hh);
}

Module::ForwardDefaults RNNCellImpl::_forward_default_args() { return {{1, AnyValue(Tensor())}}; }
Module::ForwardDefaults LSTMCellImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<std::tuple<Tensor, Tensor>>())}};
}
Module::ForwardDefaults GRUCellImpl::_forward_default_args() { return {{1, AnyValue(Tensor())}}; }

}  // namespace torch::inline rushlight::nn

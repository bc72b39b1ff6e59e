// RNN, LSTM and GRU over the operators of ops/rnn.h. Read next: rnn_cell.cpp.
#include "rushlight/nn/rnn.h"

#include <cmath>
#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

namespace detail {
namespace {

int64_t gates(const RNNOptionsBase& options) {
  if (std::holds_alternative<enumtype::kLSTM>(options.mode())) return 4;
  return std::holds_alternative<enumtype::kGRU>(options.mode()) ? 3 : 1;
}

}  // namespace

template <class Derived>
RNNImplBase<Derived>::RNNImplBase(const RNNOptionsBase& options) : options_base(options) {
  RNNImplBase::reset();
}

template <class Derived> void RNNImplBase<Derived>::reset() {
  const RNNOptionsBase& o = options_base;
  RUSHLIGHT_CHECK(o.hidden_size() > 0 && o.num_layers() > 0, Derived::kText,
                  ": expected hidden_size and num_layers above 0, got ", o.hidden_size(), " and ",
                  o.num_layers());
  RUSHLIGHT_CHECK(o.dropout() >= 0 && o.dropout() <= 1, Derived::kText,
                  ": expected dropout from 0 to 1, got ", o.dropout());
  RUSHLIGHT_CHECK(o.proj_size() >= 0 && o.proj_size() < o.hidden_size(), Derived::kText,
                  ": expected a proj_size from 0 to ", o.hidden_size() - 1, ", got ", o.proj_size());
  const int64_t directions = o.bidirectional() ? 2 : 1, rows = gates(o) * o.hidden_size();
  for (int64_t layer = 0; layer < o.num_layers(); ++layer) {
    const int64_t columns = layer == 0 ? o.input_size() : output_size() * directions;
    for (int64_t direction = 0; direction < directions; ++direction) {
      const std::string ending = "_l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "");
      this->register_parameter("weight_ih" + ending, empty({rows, columns}));
      this->register_parameter("weight_hh" + ending, empty({rows, output_size()}));
      if (o.bias()) {
        this->register_parameter("bias_ih" + ending, empty(rows));
        this->register_parameter("bias_hh" + ending, empty(rows));
      }
      if (o.proj_size() > 0)
        this->register_parameter("weight_hr" + ending, empty({o.proj_size(), o.hidden_size()}));
    }
  }
  reset_parameters();
}

template <class Derived> void RNNImplBase<Derived>::reset_parameters() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(options_base.hidden_size()));
  for (auto& weight : this->parameters_) init::uniform_(weight.value(), -bound, bound);
}

template <class Derived> std::vector<Tensor> RNNImplBase<Derived>::all_weights() const {
  return this->parameters_.values();
}

template <class Derived>
typename RNNImplBase<Derived>::Batch RNNImplBase<Derived>::batched(const Tensor& input) const {
  RUSHLIGHT_CHECK(input.dim() == 2 || input.dim() == 3, Derived::kText,
                  ": expected 2 or 3 dimensions, got shape ", input.sizes());
  RUSHLIGHT_CHECK(input.size(-1) == options_base.input_size(), Derived::kText,
                  ": expected a last dimension of ", options_base.input_size(), ", got shape ",
                  input.sizes());
  const int64_t batch_dim = options_base.batch_first() ? 0 : 1;
  if (input.dim() == 2) return {input.unsqueeze(batch_dim), 1, true};
  return {input, input.size(batch_dim), false};
}

template <class Derived>
typename RNNImplBase<Derived>::Batch RNNImplBase<Derived>::batched(
    const utils::rnn::PackedSequence& packed) const {
  const Tensor& data = packed.data();
  RUSHLIGHT_CHECK(data.dim() == 2 && data.size(1) == options_base.input_size(), Derived::kText,
                  ": expected packed sequences of shape [rows, ", options_base.input_size(), "], got ",
                  data.sizes());
  return {data, packed.batch_sizes()[0].template item<int64_t>(), false};
}

template <class Derived>
Tensor RNNImplBase<Derived>::state(const Tensor& given, const char* name, int64_t size, const Batch& batch,
                                   const Tensor& order) const {
  const int64_t layers = options_base.num_layers() * (options_base.bidirectional() ? 2 : 1);
  const std::vector<int64_t> shape = {layers, batch.size, size};
  if (!given.defined()) {
    const bool packed = batch.input.dim() == 2;
    if (!packed && options_base.proj_size() == 0) return given;  // the operators know it as zeros
    return zeros(shape, TensorOptions(batch.input.scalar_type()).device(batch.input.device()));
  }
  const Tensor hx = batch.added && given.dim() == 2 ? given.unsqueeze(1) : given;
  RUSHLIGHT_CHECK(hx.sizes() == IntArrayRef(shape), Derived::kText, ": expected ", name, " of shape ", shape,
                  ", got ", given.sizes());
  return order.defined() ? hx.index_select(1, order) : hx;
}

template <class Derived> int64_t RNNImplBase<Derived>::output_size() const {
  return options_base.proj_size() > 0 ? options_base.proj_size() : options_base.hidden_size();
}

template <class Derived> void RNNImplBase<Derived>::pretty_print(std::ostream& stream) const {
  const RNNOptionsBase& o = options_base;
  stream << std::boolalpha << Derived::kText << "(input_size=" << o.input_size()
         << ", hidden_size=" << o.hidden_size() << ", num_layers=" << o.num_layers() << ", bias=" << o.bias()
         << ", batch_first=" << o.batch_first() << ", dropout=" << o.dropout()
         << ", bidirectional=" << o.bidirectional();
  if (o.proj_size() > 0) stream << ", proj_size=" << o.proj_size();
  stream << ")";
}

template class RNNImplBase<RNNImpl>;
template class RNNImplBase<LSTMImpl>;
template class RNNImplBase<GRUImpl>;

}  // namespace detail

namespace {

template <class Options>
detail::RNNOptionsBase base_options(detail::RNNOptionsBase::rnn_options_base_mode_t mode, const Options& o) {
  detail::RNNOptionsBase base(mode, o.input_size(), o.hidden_size(), o.num_layers(), o.bias(),
                              o.batch_first(), o.dropout(), o.bidirectional());
  if constexpr (requires { o.proj_size(); }) base.proj_size(o.proj_size());
  return base;
}
detail::RNNOptionsBase base_options(const RNNOptions& o) {
  if (std::holds_alternative<enumtype::kReLU>(o.nonlinearity())) return base_options(kRNN_RELU, o);
  return base_options(kRNN_TANH, o);
}

using utils::rnn::PackedSequence;

// Outputs in the form of the input, and a state with the sequences in the user's order.
PackedSequence packed_like(const PackedSequence& input, const Tensor& data) {
  return PackedSequence(data, input.batch_sizes(), input.sorted_indices(), input.unsorted_indices());
}
Tensor unsorted(const PackedSequence& input, const Tensor& state) {
  const Tensor& order = input.unsorted_indices();
  return order.defined() ? state.index_select(1, order) : state;
}

}  // namespace

RNNImpl::RNNImpl(const RNNOptions& o) : RNNImplBase(base_options(o)), options(o) {}
LSTMImpl::LSTMImpl(const LSTMOptions& o) : RNNImplBase(base_options(kLSTM, o)), options(o) {}
GRUImpl::GRUImpl(const GRUOptions& o) : RNNImplBase(base_options(kGRU, o)), options(o) {}

RNNImpl::RNNImpl(int64_t input_size, int64_t hidden_size) : RNNImpl(RNNOptions(input_size, hidden_size)) {}
std::tuple<Tensor, Tensor> RNNImpl::forward(const Tensor& input, Tensor hx) {
  const Batch batch = batched(input);
  const auto& o = options;
  const bool relu = std::holds_alternative<enumtype::kReLU>(o.nonlinearity());
  const Tensor h0 = state(hx, "hx", o.hidden_size(), batch);
  auto [output, h] =
      relu ? rushlight::rnn_relu(batch.input, h0, all_weights(), o.bias(), o.num_layers(), o.dropout(),
                                 is_training(), o.bidirectional(), o.batch_first())
           : rushlight::rnn_tanh(batch.input, h0, all_weights(), o.bias(), o.num_layers(), o.dropout(),
                                 is_training(), o.bidirectional(), o.batch_first());
  if (batch.added) return {output.squeeze(o.batch_first() ? 0 : 1), h.squeeze(1)};
  return {output, h};
}

LSTMImpl::LSTMImpl(int64_t input_size, int64_t hidden_size)
    : LSTMImpl(LSTMOptions(input_size, hidden_size)) {}
std::tuple<Tensor, std::tuple<Tensor, Tensor>> LSTMImpl::forward(
    const Tensor& input, std::optional<std::tuple<Tensor, Tensor>> hx_opt) {
  const Batch batch = batched(input);
  const auto& o = options;
  const auto given = hx_opt.value_or(std::tuple<Tensor, Tensor>());
  const Tensor hx[] = {state(std::get<0>(given), "h0", output_size(), batch),
                       state(std::get<1>(given), "c0", o.hidden_size(), batch)};
  auto [output, h, c] = rushlight::lstm(batch.input, hx, all_weights(), o.bias(), o.num_layers(), o.dropout(),
                                        is_training(), o.bidirectional(), o.batch_first());
  if (batch.added) return {output.squeeze(o.batch_first() ? 0 : 1), {h.squeeze(1), c.squeeze(1)}};
  return {output, {h, c}};
}

GRUImpl::GRUImpl(int64_t input_size, int64_t hidden_size) : GRUImpl(GRUOptions(input_size, hidden_size)) {}
std::tuple<Tensor, Tensor> GRUImpl::forward(const Tensor& input, Tensor hx) {
  const Batch batch = batched(input);
  const auto& o = options;
  auto [output, h] =
      rushlight::gru(batch.input, state(hx, "hx", o.hidden_size(), batch), all_weights(), o.bias(),
                     o.num_layers(), o.dropout(), is_training(), o.bidirectional(), o.batch_first());
  if (batch.added) return {output.squeeze(o.batch_first() ? 0 : 1), h.squeeze(1)};
  return {output, h};
}

Module::ForwardDefaults RNNImpl::_forward_default_args() { return {{1, AnyValue(Tensor())}}; }
Module::ForwardDefaults LSTMImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<std::tuple<Tensor, Tensor>>())}};
}
Module::ForwardDefaults GRUImpl::_forward_default_args() { return {{1, AnyValue(Tensor())}}; }

std::tuple<PackedSequence, Tensor> RNNImpl::forward_with_packed_input(const PackedSequence& packed,
                                                                      Tensor hx) {
  const auto& o = options;
  const bool relu = std::holds_alternative<enumtype::kReLU>(o.nonlinearity());
  const Tensor h0 = state(hx, "hx", o.hidden_size(), batched(packed), packed.sorted_indices());
  auto [output, h] =
      relu ? rushlight::rnn_relu(packed.data(), packed.batch_sizes(), h0, all_weights(), o.bias(),
                                 o.num_layers(), o.dropout(), is_training(), o.bidirectional())
           : rushlight::rnn_tanh(packed.data(), packed.batch_sizes(), h0, all_weights(), o.bias(),
                                 o.num_layers(), o.dropout(), is_training(), o.bidirectional());
  return {packed_like(packed, output), unsorted(packed, h)};
}

std::tuple<PackedSequence, std::tuple<Tensor, Tensor>> LSTMImpl::forward_with_packed_input(
    const PackedSequence& packed, std::optional<std::tuple<Tensor, Tensor>> hx_opt) {
  const auto& o = options;
  const Batch batch = batched(packed);
  const auto given = hx_opt.value_or(std::tuple<Tensor, Tensor>());
  const Tensor& order = packed.sorted_indices();
  const Tensor hx[] = {state(std::get<0>(given), "h0", output_size(), batch, order),
                       state(std::get<1>(given), "c0", o.hidden_size(), batch, order)};
  auto [output, h, c] = rushlight::lstm(packed.data(), packed.batch_sizes(), hx, all_weights(), o.bias(),
                                        o.num_layers(), o.dropout(), is_training(), o.bidirectional());
  return {packed_like(packed, output), {unsorted(packed, h), unsorted(packed, c)}};
}

std::tuple<PackedSequence, Tensor> GRUImpl::forward_with_packed_input(const PackedSequence& packed,
                                                                      Tensor hx) {
  const auto& o = options;
  const Tensor h0 = state(hx, "hx", o.hidden_size(), batched(packed), packed.sorted_indices());
  auto [output, h] = rushlight::gru(packed.data(), packed.batch_sizes(), h0, all_weights(), o.bias(),
                                    o.num_layers(), o.dropout(), is_training(), o.bidirectional());
  return {packed_like(packed, output), unsorted(packed, h)};
}

}  // namespace torch::inline rushlight::nn

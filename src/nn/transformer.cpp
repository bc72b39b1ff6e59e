// The transformer's layers and stacks.
#include "rushlight/nn/transformer.h"

#include <functional>

#include <cmath>

#include "rushlight/nn/init.h"
#include "rushlight/ops.h"
#include "rushlight/ops/fused/transformer.h"

namespace torch::inline rushlight::nn {

RUSHLIGHT_ARG_SETTER(TransformerEncoderLayerOptions, activation_t, activation)
RUSHLIGHT_ARG_SETTER(TransformerDecoderLayerOptions, activation_t, activation)
TransformerEncoderLayerOptions::TransformerEncoderLayerOptions(int64_t d_model, int64_t nhead)
    : d_model_(d_model), nhead_(nhead) {}
TransformerDecoderLayerOptions::TransformerDecoderLayerOptions(int64_t d_model, int64_t nhead)
    : d_model_(d_model), nhead_(nhead) {}
TransformerOptions::TransformerOptions() = default;
TransformerOptions::TransformerOptions(int64_t d_model, int64_t nhead) : d_model_(d_model), nhead_(nhead) {}
TransformerOptions::TransformerOptions(int64_t d_model, int64_t nhead, int64_t num_encoder_layers,
                                       int64_t num_decoder_layers)
    : d_model_(d_model),
      nhead_(nhead),
      num_encoder_layers_(num_encoder_layers),
      num_decoder_layers_(num_decoder_layers) {}
RUSHLIGHT_ARG_SETTER(TransformerOptions, activation_t, activation)

namespace {

Tensor activate(const Tensor& x, const activation_t& activation) {
  if (std::holds_alternative<enumtype::kGELU>(activation)) return rushlight::gelu(x);
  if (std::holds_alternative<enumtype::kReLU>(activation)) return rushlight::relu(x);
  return std::get<std::function<Tensor(const Tensor&)>>(activation)(x);
}

// The hidden layer of the feed-forward part: the activation, then dropout.
Tensor hidden(const Tensor& x, const activation_t& activation, Dropout& dropout) {
  if (std::holds_alternative<enumtype::kReLU>(activation))
    return relu_dropout(x, dropout->options.p(), dropout->is_training());
  return dropout->forward(activate(x, activation));
}

// What a part of a layer gives, after dropout, added to what went into it.
Tensor residual(const Tensor& x, const Tensor& part, Dropout& dropout) {
  return residual_dropout(x, part, dropout->options.p(), dropout->is_training());
}

LayerNorm layer_norm(int64_t features) { return LayerNorm(LayerNormOptions({features})); }

template <class Options> MultiheadAttention attention(const Options& o) {
  return MultiheadAttention(MultiheadAttentionOptions(o.d_model(), o.nhead()).dropout(o.dropout()));
}

}  // namespace

TransformerEncoderLayerImpl::TransformerEncoderLayerImpl(TransformerEncoderLayerOptions o)
    : options(std::move(o)) {
  TransformerEncoderLayerImpl::reset();
}
TransformerEncoderOptions::TransformerEncoderOptions(TransformerEncoderLayer encoder_layer,
                                                     int64_t num_layers)
    : encoder_layer_(std::move(encoder_layer)), num_layers_(num_layers) {}
TransformerEncoderOptions::TransformerEncoderOptions(
    const TransformerEncoderLayerOptions& encoder_layer_options, int64_t num_layers)
    : encoder_layer_(TransformerEncoderLayer(encoder_layer_options)), num_layers_(num_layers) {}
TransformerDecoderOptions::TransformerDecoderOptions(TransformerDecoderLayer decoder_layer,
                                                     int64_t num_layers)
    : decoder_layer_(std::move(decoder_layer)), num_layers_(num_layers) {}
TransformerDecoderOptions::TransformerDecoderOptions(
    const TransformerDecoderLayerOptions& decoder_layer_options, int64_t num_layers)
    : decoder_layer_(TransformerDecoderLayer(decoder_layer_options)), num_layers_(num_layers) {}

TransformerEncoderLayerImpl::TransformerEncoderLayerImpl(int64_t d_model, int64_t nhead)
    : TransformerEncoderLayerImpl(TransformerEncoderLayerOptions(d_model, nhead)) {}
void TransformerEncoderLayerImpl::reset() {
  self_attn = register_module("self_attn", attention(options));
  linear1 = register_module("linear1", Linear(options.d_model(), options.dim_feedforward()));
  dropout = register_module("dropout", Dropout(options.dropout()));
  linear2 = register_module("linear2", Linear(options.dim_feedforward(), options.d_model()));
  norm1 = register_module("norm1", layer_norm(options.d_model()));
  norm2 = register_module("norm2", layer_norm(options.d_model()));
  dropout1 = register_module("dropout1", Dropout(options.dropout()));
  dropout2 = register_module("dropout2", Dropout(options.dropout()));
}
void TransformerEncoderLayerImpl::reset_parameters() {
  self_attn->_reset_parameters();
  linear1->reset_parameters();
  linear2->reset_parameters();
  norm1->reset_parameters();
  norm2->reset_parameters();
}
Tensor TransformerEncoderLayerImpl::forward(const Tensor& src, const Tensor& src_mask,
                                            const Tensor& src_key_padding_mask) {
  const Tensor attended =
      std::get<0>(self_attn(src, src, src, src_key_padding_mask, /*need_weights=*/false, src_mask));
  const Tensor x = norm1(residual(src, attended, dropout1));
  return norm2(residual(x, linear2(hidden(linear1(x), options.activation(), dropout)), dropout2));
}

TransformerDecoderLayerImpl::TransformerDecoderLayerImpl(TransformerDecoderLayerOptions o)
    : options(std::move(o)) {
  TransformerDecoderLayerImpl::reset();
}
TransformerDecoderLayerImpl::TransformerDecoderLayerImpl(int64_t d_model, int64_t nhead)
    : TransformerDecoderLayerImpl(TransformerDecoderLayerOptions(d_model, nhead)) {}
void TransformerDecoderLayerImpl::reset() {
  self_attn = register_module("self_attn", attention(options));
  multihead_attn = register_module("multihead_attn", attention(options));
  linear1 = register_module("linear1", Linear(options.d_model(), options.dim_feedforward()));
  dropout = register_module("dropout", Dropout(options.dropout()));
  linear2 = register_module("linear2", Linear(options.dim_feedforward(), options.d_model()));
  norm1 = register_module("norm1", layer_norm(options.d_model()));
  norm2 = register_module("norm2", layer_norm(options.d_model()));
  norm3 = register_module("norm3", layer_norm(options.d_model()));
  dropout1 = register_module("dropout1", Dropout(options.dropout()));
  dropout2 = register_module("dropout2", Dropout(options.dropout()));
  dropout3 = register_module("dropout3", Dropout(options.dropout()));
}
void TransformerDecoderLayerImpl::reset_parameters() {
  self_attn->_reset_parameters();
  multihead_attn->_reset_parameters();
  linear1->reset_parameters();
  linear2->reset_parameters();
  norm1->reset_parameters();
  norm2->reset_parameters();
  norm3->reset_parameters();
}
Tensor TransformerDecoderLayerImpl::forward(Tensor tgt, const Tensor& memory, const Tensor& tgt_mask,
                                            const Tensor& memory_mask, const Tensor& tgt_key_padding_mask,
                                            const Tensor& memory_key_padding_mask) {
  const Tensor own =
      std::get<0>(self_attn(tgt, tgt, tgt, tgt_key_padding_mask, /*need_weights=*/false, tgt_mask));
  tgt = norm1(residual(tgt, own, dropout1));
  const Tensor other = std::get<0>(
      multihead_attn(tgt, memory, memory, memory_key_padding_mask, /*need_weights=*/false, memory_mask));
  tgt = norm2(residual(tgt, other, dropout2));
  return norm3(residual(tgt, linear2(hidden(linear1(tgt), options.activation(), dropout)), dropout3));
}

TransformerEncoderImpl::TransformerEncoderImpl(TransformerEncoderOptions o) : options(std::move(o)) {
  TransformerEncoderImpl::reset();
}
TransformerEncoderImpl::TransformerEncoderImpl(TransformerEncoderLayer encoder_layer, int64_t num_layers)
    : TransformerEncoderImpl(TransformerEncoderOptions(std::move(encoder_layer), num_layers)) {}
void TransformerEncoderImpl::reset() {
  layers = register_module("layers", ModuleList());
  for (int64_t i = 0; i < options.num_layers(); ++i) layers->push_back(options.encoder_layer()->clone());
  norm = options.norm().clone();
  if (!norm.is_empty()) register_module("norm", norm.ptr());
}
void TransformerEncoderImpl::reset_parameters() {
  RUSHLIGHT_CHECK(!layers->is_empty(), "TransformerEncoder: expected at least one layer, got none");
  for (auto& layer : *layers) layer->as<TransformerEncoderLayer>()->reset_parameters();
}
Tensor TransformerEncoderImpl::forward(const Tensor& src, const Tensor& src_mask,
                                       const Tensor& src_key_padding_mask) {
  RUSHLIGHT_CHECK(!layers->is_empty(), "TransformerEncoder: expected at least one layer, got none");
  Tensor x = src;
  for (auto& layer : *layers)
    x = layer->as<TransformerEncoderLayer>()->forward(x, src_mask, src_key_padding_mask);
  return norm.is_empty() ? x : norm.forward<Tensor>(x);
}

TransformerDecoderImpl::TransformerDecoderImpl(TransformerDecoderOptions o) : options(std::move(o)) {
  TransformerDecoderImpl::reset();
}
TransformerDecoderImpl::TransformerDecoderImpl(TransformerDecoderLayer decoder_layer, int64_t num_layers)
    : TransformerDecoderImpl(TransformerDecoderOptions(std::move(decoder_layer), num_layers)) {}
void TransformerDecoderImpl::reset() {
  layers = register_module("layers", ModuleList());
  for (int64_t i = 0; i < options.num_layers(); ++i) layers->push_back(options.decoder_layer()->clone());
  norm = options.norm().clone();
  if (!norm.is_empty()) register_module("norm", norm.ptr());
}
void TransformerDecoderImpl::reset_parameters() {
  RUSHLIGHT_CHECK(!layers->is_empty(), "TransformerDecoder: expected at least one layer, got none");
  for (auto& layer : *layers) layer->as<TransformerDecoderLayer>()->reset_parameters();
}
Tensor TransformerDecoderImpl::forward(const Tensor& tgt, const Tensor& memory, const Tensor& tgt_mask,
                                       const Tensor& memory_mask, const Tensor& tgt_key_padding_mask,
                                       const Tensor& memory_key_padding_mask) {
  RUSHLIGHT_CHECK(!layers->is_empty(), "TransformerDecoder: expected at least one layer, got none");
  Tensor x = tgt;
  for (auto& layer : *layers)
    x = layer->as<TransformerDecoderLayer>()->forward(x, memory, tgt_mask, memory_mask, tgt_key_padding_mask,
                                                      memory_key_padding_mask);
  return norm.is_empty() ? x : norm.forward<Tensor>(x);
}

TransformerImpl::TransformerImpl(TransformerOptions o) : options(std::move(o)) { TransformerImpl::reset(); }
void TransformerImpl::reset() {
  const auto& o = options;
  if (o.custom_encoder().is_empty()) {
    const auto layer = TransformerEncoderLayerOptions(o.d_model(), o.nhead())
                           .dim_feedforward(o.dim_feedforward())
                           .dropout(o.dropout())
                           .activation(o.activation());
    encoder = AnyModule(TransformerEncoder(
        TransformerEncoderOptions(layer, o.num_encoder_layers()).norm(AnyModule(layer_norm(o.d_model())))));
  } else {
    encoder = o.custom_encoder().clone();
  }
  register_module("encoder", encoder.ptr());
  if (o.custom_decoder().is_empty()) {
    const auto layer = TransformerDecoderLayerOptions(o.d_model(), o.nhead())
                           .dim_feedforward(o.dim_feedforward())
                           .dropout(o.dropout())
                           .activation(o.activation());
    decoder = AnyModule(TransformerDecoder(
        TransformerDecoderOptions(layer, o.num_decoder_layers()).norm(AnyModule(layer_norm(o.d_model())))));
  } else {
    decoder = o.custom_decoder().clone();
  }
  register_module("decoder", decoder.ptr());
  reset_parameters();
}
void TransformerImpl::reset_parameters() {
  for (auto& parameter : parameters())
    if (parameter.dim() > 1) init::xavier_uniform_(parameter);
}
Tensor TransformerImpl::forward(const Tensor& src, const Tensor& tgt, const Tensor& src_mask,
                                const Tensor& tgt_mask, const Tensor& memory_mask,
                                const Tensor& src_key_padding_mask, const Tensor& tgt_key_padding_mask,
                                const Tensor& memory_key_padding_mask) {
  RUSHLIGHT_CHECK(src.dim() == 3 && tgt.dim() == 3 && src.size(1) == tgt.size(1) &&
                      src.size(2) == options.d_model() && tgt.size(2) == options.d_model(),
                  "Transformer: expected src and tgt of shape [length, batch, ", options.d_model(), "], got ",
                  src.sizes(), " and ", tgt.sizes());
  const Tensor memory = encoder.forward(src, src_mask, src_key_padding_mask);
  return decoder.forward(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
}
Tensor TransformerImpl::generate_square_subsequent_mask(int64_t sz) {
  RUSHLIGHT_CHECK(sz >= 0, "generate_square_subsequent_mask: expected a size of at least 0, got ", sz);
  const Tensor step = rushlight::arange(sz);
  return rushlight::zeros({sz, sz}, kFloat).masked_fill(step.unsqueeze(0) > step.unsqueeze(1), -INFINITY);
}

Module::ForwardDefaults TransformerEncoderLayerImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}, {2, AnyValue(Tensor())}};
}
Module::ForwardDefaults TransformerDecoderLayerImpl::_forward_default_args() {
  return {{2, AnyValue(Tensor())}, {3, AnyValue(Tensor())}, {4, AnyValue(Tensor())}, {5, AnyValue(Tensor())}};
}
Module::ForwardDefaults TransformerEncoderImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}, {2, AnyValue(Tensor())}};
}
Module::ForwardDefaults TransformerDecoderImpl::_forward_default_args() {
  return {{2, AnyValue(Tensor())}, {3, AnyValue(Tensor())}, {4, AnyValue(Tensor())}, {5, AnyValue(Tensor())}};
}
Module::ForwardDefaults TransformerImpl::_forward_default_args() {
  return {{2, AnyValue(Tensor())}, {3, AnyValue(Tensor())}, {4, AnyValue(Tensor())},
          {5, AnyValue(Tensor())}, {6, AnyValue(Tensor())}, {7, AnyValue(Tensor())}};
}

}  // namespace torch::inline rushlight::nn

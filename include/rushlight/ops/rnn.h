// Recurrent layers over whole sequences. Input (T, B, I), or (B, T, I) with batch_first; parameters of each layer and
// direction in the order w_ih, w_hh, b_ih, b_hh. Formulas as in torch.nn.LSTM, GRU and RNN.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

/// Outputs (T, B, D * H), last hidden and last cell states (L * D, B, H) of an LSTM; hx holds h0 and c0.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& input, TensorList hx, TensorList params,
                                                      bool has_biases,  // [function]
                                                      int64_t num_layers, double dropout, bool train,
                                                      bool bidirectional, bool batch_first);
/// Outputs and last hidden states of a GRU.
RUSHLIGHT_API std::tuple<Tensor, Tensor> gru(const Tensor& input, const Tensor& hx, TensorList params,
                                             bool has_biases,  // [function]
                                             int64_t num_layers, double dropout, bool train,
                                             bool bidirectional, bool batch_first);
/// Outputs and last hidden states of an Elman network with tanh.
RUSHLIGHT_API std::tuple<Tensor, Tensor> rnn_tanh(const Tensor& input, const Tensor& hx, TensorList params,
                                                  bool has_biases,  // [function]
                                                  int64_t num_layers, double dropout, bool train,
                                                  bool bidirectional, bool batch_first);
/// Outputs and last hidden states of an Elman network with relu.
RUSHLIGHT_API std::tuple<Tensor, Tensor> rnn_relu(const Tensor& input, const Tensor& hx, TensorList params,
                                                  bool has_biases,  // [function]
                                                  int64_t num_layers, double dropout, bool train,
                                                  bool bidirectional, bool batch_first);

}  // namespace rushlight

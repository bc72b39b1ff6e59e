// Recurrent layers over whole sequences, and single steps. Input (T, B, I), or (B, T, I) with batch_first; parameters of
// each layer and direction in the order w_ih, w_hh, b_ih, b_hh. Formulas as in torch.nn.LSTM, GRU and RNN. Packed
// sequences of different lengths, the longest first, are one tensor (rows, I): the first step of all of them, the second
// step of those that have one, and so on; batch_sizes (int64) counts the rows of each step.
#pragma once

#include <string_view>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Outputs (T, B, D * H), last hidden and last cell states (L * D, B, H) of an LSTM; hx holds h0 and c0. Where their sizes
/// differ, the hidden state is projected to that of h0, by a last parameter w_hr (P, H) of each layer and direction. An
/// undefined initial state stands for zeros, here and in the networks below, where nothing is projected.
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

/// The same over packed sequences.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& data,
                                                      const Tensor& batch_sizes,  // [function]
                                                      TensorList hx, TensorList params, bool has_biases,
                                                      int64_t num_layers, double dropout, bool train,
                                                      bool bidirectional);
RUSHLIGHT_API std::tuple<Tensor, Tensor> gru(const Tensor& data, const Tensor& batch_sizes,  // [function]
                                             const Tensor& hx, TensorList params, bool has_biases,
                                             int64_t num_layers, double dropout, bool train,
                                             bool bidirectional);
RUSHLIGHT_API std::tuple<Tensor, Tensor> rnn_tanh(const Tensor& data,
                                                  const Tensor& batch_sizes,  // [function]
                                                  const Tensor& hx, TensorList params, bool has_biases,
                                                  int64_t num_layers, double dropout, bool train,
                                                  bool bidirectional);
RUSHLIGHT_API std::tuple<Tensor, Tensor> rnn_relu(const Tensor& data,
                                                  const Tensor& batch_sizes,  // [function]
                                                  const Tensor& hx, TensorList params, bool has_biases,
                                                  int64_t num_layers, double dropout, bool train,
                                                  bool bidirectional);

/// One step of an LSTM over (B, I) or (I): the new hidden and cell states; hx holds the old ones.
RUSHLIGHT_API std::tuple<Tensor, Tensor> lstm_cell(const Tensor& input, TensorList hx,  // [function]
                                                   const Tensor& w_ih, const Tensor& w_hh,
                                                   const std::optional<Tensor>& b_ih = {},
                                                   const std::optional<Tensor>& b_hh = {});
/// One step of the others: the new hidden state.
RUSHLIGHT_API Tensor gru_cell(const Tensor& input, const Tensor& hx, const Tensor& w_ih,  // [function]
                              const Tensor& w_hh, const std::optional<Tensor>& b_ih = {},
                              const std::optional<Tensor>& b_hh = {});
RUSHLIGHT_API Tensor rnn_tanh_cell(const Tensor& input, const Tensor& hx, const Tensor& w_ih,  // [function]
                                   const Tensor& w_hh, const std::optional<Tensor>& b_ih = {},
                                   const std::optional<Tensor>& b_hh = {});
RUSHLIGHT_API Tensor rnn_relu_cell(const Tensor& input, const Tensor& hx, const Tensor& w_ih,  // [function]
                                   const Tensor& w_hh, const std::optional<Tensor>& b_ih = {},
                                   const std::optional<Tensor>& b_hh = {});

/// Padded sequences (T, B, ...), or (B, T, ...) with batch_first, packed: data and batch sizes. `lengths` (int64) fall.
RUSHLIGHT_API std::tuple<Tensor, Tensor> _pack_padded_sequence(const Tensor& input,  // [function]
                                                               const Tensor& lengths, bool batch_first);
/// The way back: padded sequences and their lengths. total_length is the least number of steps of the result.
RUSHLIGHT_API std::tuple<Tensor, Tensor> _pad_packed_sequence(const Tensor& data,  // [function]
                                                              const Tensor& batch_sizes, bool batch_first,
                                                              const Scalar& padding_value,
                                                              int64_t total_length);
/// Sequences (T_i, ...) side by side as (T, B, ...), or (B, T, ...), filled up on the "right" or the "left".
RUSHLIGHT_API Tensor pad_sequence(TensorList sequences, bool batch_first = false,  // [function]
                                  double padding_value = 0.0, std::string_view padding_side = "right");

}  // namespace torch::inline rushlight

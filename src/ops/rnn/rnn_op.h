// Between the recurrent operators (rnn.cpp) and the stacks of layers built from them (layers.cpp).
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

enum class RnnKind { kLstm, kGru, kTanh, kRelu };

/// Parameters of one direction of one layer; biases may be undefined, and so is w_hr unless an LSTM projects its output.
struct RnnWeights {
  Tensor w_ih, w_hh, b_ih, b_hh, w_hr;
};

/// All outputs (T, B, H), the last hidden state, and for an LSTM the last cell state.
struct RnnResult {
  Tensor y, h, c;
};

/// One direction of one layer over x (T, B, I), forwards in time.
RnnResult run_rnn_layer(RnnKind kind, const Tensor& x, const Tensor& h0, const Tensor& c0,
                        const RnnWeights& weights);
/// The same for an LSTM whose hidden state is a projection w_hr h, step by step.
RnnResult run_projected_lstm(const Tensor& x, const Tensor& h0, const Tensor& c0, const RnnWeights& weights);

/// One direction of one layer over packed sequences (see packed.cpp): data (rows, I), y (rows, H).
RnnResult run_packed_layer(RnnKind kind, bool backwards, const Tensor& data, const Tensor& batch_sizes,
                           const Tensor& h0, const Tensor& c0, const RnnWeights& weights);
/// The number of packed sequences; fails in the name of `who` unless `batch_sizes` are those of `rows` rows.
int64_t packed_batch(const char* who, const Tensor& batch_sizes, int64_t rows);

}  // namespace torch::inline rushlight

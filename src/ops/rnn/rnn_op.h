// Between the recurrent operators (rnn.cpp) and the stacks of layers built from them (layers.cpp).
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

enum class RnnKind { kLstm, kGru, kTanh, kRelu };

/// Parameters of one direction of one layer; biases may be undefined.
struct RnnWeights {
  Tensor w_ih, w_hh, b_ih, b_hh;
};

/// All outputs (T, B, H), the last hidden state, and for an LSTM the last cell state.
struct RnnResult {
  Tensor y, h, c;
};

/// One direction of one layer over x (T, B, I), forwards in time.
RnnResult run_rnn_layer(RnnKind kind, const Tensor& x, const Tensor& h0, const Tensor& c0,
                        const RnnWeights& weights);

}  // namespace rushlight

// Recurrent layers: whole sequences (RNN, LSTM, GRU) over the operators of ops/rnn.h, and single steps (the cells).
// Input is (sequence, batch, feature), (batch, sequence, feature) with batch_first, or one sequence without a batch.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "rushlight/nn/arg.h"
#include "rushlight/nn/cloneable.h"
#include "rushlight/nn/enum.h"
#include "rushlight/nn/packed_sequence.h"

namespace torch::inline rushlight {
namespace nn {

namespace detail {

struct RUSHLIGHT_API RNNOptionsBase {
  using rnn_options_base_mode_t =
      std::variant<enumtype::kLSTM, enumtype::kGRU, enumtype::kRNN_TANH, enumtype::kRNN_RELU>;
  RNNOptionsBase(rnn_options_base_mode_t mode, int64_t input_size, int64_t hidden_size,
                 int64_t num_layers = 1, bool bias = true, bool batch_first = false, double dropout = 0.,
                 bool bidirectional = false, int64_t proj_size = 0)
      : mode_(mode),
        input_size_(input_size),
        hidden_size_(hidden_size),
        num_layers_(num_layers),
        bias_(bias),
        batch_first_(batch_first),
        dropout_(dropout),
        bidirectional_(bidirectional),
        proj_size_(proj_size) {}
  TORCH_ARG(rnn_options_base_mode_t, mode);
  TORCH_ARG(int64_t, input_size);
  TORCH_ARG(int64_t, hidden_size);
  TORCH_ARG(int64_t, num_layers) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(bool, batch_first) = false;
  TORCH_ARG(double, dropout) = 0.0;
  TORCH_ARG(bool, bidirectional) = false;
  TORCH_ARG(int64_t, proj_size) = 0;
};

}  // namespace detail

struct RUSHLIGHT_API RNNOptions {
  using nonlinearity_t = std::variant<enumtype::kTanh, enumtype::kReLU>;
  RNNOptions(int64_t input_size, int64_t hidden_size) : input_size_(input_size), hidden_size_(hidden_size) {}
  TORCH_ARG(int64_t, input_size);
  TORCH_ARG(int64_t, hidden_size);
  TORCH_ARG(int64_t, num_layers) = 1;
  TORCH_ARG(nonlinearity_t, nonlinearity) = kTanh;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(bool, batch_first) = false;
  /// Probability of dropout on the outputs of each layer but the last.
  TORCH_ARG(double, dropout) = 0.0;
  TORCH_ARG(bool, bidirectional) = false;
};
struct RUSHLIGHT_API LSTMOptions {
  LSTMOptions(int64_t input_size, int64_t hidden_size) : input_size_(input_size), hidden_size_(hidden_size) {}
  TORCH_ARG(int64_t, input_size);
  TORCH_ARG(int64_t, hidden_size);
  TORCH_ARG(int64_t, num_layers) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(bool, batch_first) = false;
  TORCH_ARG(double, dropout) = 0.0;
  TORCH_ARG(bool, bidirectional) = false;
  /// Size that the hidden state is projected to; 0: none.
  TORCH_ARG(int64_t, proj_size) = 0;
};
struct RUSHLIGHT_API GRUOptions {
  GRUOptions(int64_t input_size, int64_t hidden_size) : input_size_(input_size), hidden_size_(hidden_size) {}
  TORCH_ARG(int64_t, input_size);
  TORCH_ARG(int64_t, hidden_size);
  TORCH_ARG(int64_t, num_layers) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(bool, batch_first) = false;
  TORCH_ARG(double, dropout) = 0.0;
  TORCH_ARG(bool, bidirectional) = false;
};

namespace detail {

/// Parameters, checks and text that RNN, LSTM and GRU share.
template <class Derived> class RUSHLIGHT_API RNNImplBase : public Cloneable<Derived> {
 public:
  explicit RNNImplBase(const RNNOptionsBase& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  /// Nothing to do here: the operators read the parameters where they are.
  void flatten_parameters() {}
  /// weight_ih, weight_hh, bias_ih, bias_hh of each layer, forward direction first.
  std::vector<Tensor> all_weights() const;

  RNNOptionsBase options_base;

 protected:
  // An input brought to (sequence, batch, feature) order of three dimensions, and what that took.
  struct Batch {
    Tensor input;
    int64_t size;
    bool added;
  };
  Batch batched(const Tensor& input) const;
  // What the operators want of packed sequences.
  Batch batched(const utils::rnn::PackedSequence& packed) const;
  // A state as the operators want it; `order` sorts the sequences of a packed input. Undefined when none is given and the
  // operators know that as zeros, else zeros.
  Tensor state(const Tensor& given, const char* name, int64_t size, const Batch& batch,
               const Tensor& order = {}) const;
  int64_t output_size() const;
};

}  // namespace detail

/// Elman network: h_t = tanh(w_ih x_t + b_ih + w_hh h_(t-1) + b_hh), or with relu.
class RUSHLIGHT_API RNNImpl : public detail::RNNImplBase<RNNImpl> {
 public:
  RNNImpl(int64_t input_size, int64_t hidden_size);
  explicit RNNImpl(const RNNOptions& options);
  static constexpr const char* kText = "torch::nn::RNN";
  /// Outputs of all steps, and the last state of each layer and direction.
  std::tuple<Tensor, Tensor> forward(const Tensor& input, Tensor hx = {});
  std::tuple<utils::rnn::PackedSequence, Tensor> forward_with_packed_input(
      const utils::rnn::PackedSequence& packed_input, Tensor hx = {});

  RNNOptions options;

 protected:
  ForwardDefaults _forward_default_args() override;
};
TORCH_MODULE(RNN);

/// Long short-term memory; Hochreiter and Schmidhuber (1997).
class RUSHLIGHT_API LSTMImpl : public detail::RNNImplBase<LSTMImpl> {
 public:
  LSTMImpl(int64_t input_size, int64_t hidden_size);
  explicit LSTMImpl(const LSTMOptions& options);
  static constexpr const char* kText = "torch::nn::LSTM";
  /// Outputs of all steps, and the last hidden and cell state of each layer and direction.
  std::tuple<Tensor, std::tuple<Tensor, Tensor>> forward(
      const Tensor& input, std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});
  std::tuple<utils::rnn::PackedSequence, std::tuple<Tensor, Tensor>> forward_with_packed_input(
      const utils::rnn::PackedSequence& packed_input, std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});

  LSTMOptions options;

 protected:
  ForwardDefaults _forward_default_args() override;
};
TORCH_MODULE(LSTM);

/// Gated recurrent unit; Cho et al. (2014).
class RUSHLIGHT_API GRUImpl : public detail::RNNImplBase<GRUImpl> {
 public:
  GRUImpl(int64_t input_size, int64_t hidden_size);
  explicit GRUImpl(const GRUOptions& options);
  static constexpr const char* kText = "torch::nn::GRU";
  /// Outputs of all steps, and the last state of each layer and direction.
  std::tuple<Tensor, Tensor> forward(const Tensor& input, Tensor hx = {});
  std::tuple<utils::rnn::PackedSequence, Tensor> forward_with_packed_input(
      const utils::rnn::PackedSequence& packed_input, Tensor hx = {});

  GRUOptions options;

 protected:
  ForwardDefaults _forward_default_args() override;
};
TORCH_MODULE(GRU);

struct RUSHLIGHT_API RNNCellOptions {
  using nonlinearity_t = std::variant<enumtype::kTanh, enumtype::kReLU>;
  RNNCellOptions(int64_t input_size, int64_t hidden_size)
      : input_size_(input_size), hidden_size_(hidden_size) {}
  TORCH_ARG(int64_t, input_size);
  TORCH_ARG(int64_t, hidden_size);
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(nonlinearity_t, nonlinearity) = kTanh;
};
struct RUSHLIGHT_API LSTMCellOptions {
  LSTMCellOptions(int64_t input_size, int64_t hidden_size)
      : input_size_(input_size), hidden_size_(hidden_size) {}
  TORCH_ARG(int64_t, input_size);
  TORCH_ARG(int64_t, hidden_size);
  TORCH_ARG(bool, bias) = true;
};
struct RUSHLIGHT_API GRUCellOptions {
  GRUCellOptions(int64_t input_size, int64_t hidden_size)
      : input_size_(input_size), hidden_size_(hidden_size) {}
  TORCH_ARG(int64_t, input_size);
  TORCH_ARG(int64_t, hidden_size);
  TORCH_ARG(bool, bias) = true;
};

namespace detail {

/// Parameters and checks of the cells; Derived::kGates is the number of gates.
template <class Derived, class Options> class RUSHLIGHT_API RNNCellImplBase : public Cloneable<Derived> {
 public:
  explicit RNNCellImplBase(const Options& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;

  Options options;
  Tensor weight_ih;  // (gates * hidden, input)
  Tensor weight_hh;  // (gates * hidden, hidden)
  Tensor bias_ih;    // (gates * hidden), undefined without bias
  Tensor bias_hh;    // the same

 protected:
  void check_input(const Tensor& input) const;
  // A state of the shape that belongs to the input, zeros when none is given.
  Tensor state(const Tensor& given, const Tensor& input) const;
};

}  // namespace detail

/// One step of an Elman network: input (batch, feature) or (feature), state alike.
class RUSHLIGHT_API RNNCellImpl : public detail::RNNCellImplBase<RNNCellImpl, RNNCellOptions> {
 public:
  RNNCellImpl(int64_t input_size, int64_t hidden_size);
  explicit RNNCellImpl(const RNNCellOptions& options);
  static constexpr int64_t kGates = 1;
  static constexpr const char* kText = "torch::nn::RNNCell";
  Tensor forward(const Tensor& input, const Tensor& hx = {});

 protected:
  ForwardDefaults _forward_default_args() override;
};
TORCH_MODULE(RNNCell);

/// One step of an LSTM: the new hidden and cell state.
class RUSHLIGHT_API LSTMCellImpl : public detail::RNNCellImplBase<LSTMCellImpl, LSTMCellOptions> {
 public:
  LSTMCellImpl(int64_t input_size, int64_t hidden_size);
  explicit LSTMCellImpl(const LSTMCellOptions& options);
  static constexpr int64_t kGates = 4;
  static constexpr const char* kText = "torch::nn::LSTMCell";
  std::tuple<Tensor, Tensor> forward(const Tensor& input,
                                     std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});

 protected:
  ForwardDefaults _forward_default_args() override;
};
TORCH_MODULE(LSTMCell);

/// One step of a GRU: the new state.
class RUSHLIGHT_API GRUCellImpl : public detail::RNNCellImplBase<GRUCellImpl, GRUCellOptions> {
 public:
  GRUCellImpl(int64_t input_size, int64_t hidden_size);
  explicit GRUCellImpl(const GRUCellOptions& options);
  static constexpr int64_t kGates = 3;
  static constexpr const char* kText = "torch::nn::GRUCell";
  Tensor forward(const Tensor& input, const Tensor& hx = {});

 protected:
  ForwardDefaults _forward_default_args() override;
};
TORCH_MODULE(GRUCell);

}  // namespace nn
}  // namespace torch::inline rushlight

// Connectionist temporal classification as an operator with a fused first derivative.
#include "ops/loss/ctc.h"

#include <algorithm>
#include <limits>

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Inputs: gradient of the losses, log_probs, targets, rows, losses, alpha.
struct CtcLossBackward {
  int64_t blank;
  bool zero_infinity;
  static constexpr Traits traits{
      .name = "ctc_loss_backward", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io[1].dtype, io[1].shape()); }
  static void execute(const CtcLossBackward& op, Views in, Views out) {
    kernels<CtcKernels>(in[1]).backward(op.blank, op.zero_infinity, in[0], in[1], in[2], in[3], in[4], in[5],
                                        out[0]);
  }
};

// Inputs: log_probs, targets, rows (see CtcKernels); outputs the losses and alpha, whose derivative nobody asks for.
struct CtcLoss {
  int64_t blank, longest;
  bool zero_infinity;
  static constexpr Traits traits{.name = "ctc_loss",
                                 .save_inputs = 0b111,
                                 .save_outputs = 0b11,
                                 .outputs = 2,
                                 .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& x = io[0];
    io.out(0, x.dtype, {x.sizes[1]});
    io.out(1, kDouble, {x.sizes[1], x.sizes[0], 2 * longest + 1});
  }
  static void execute(const CtcLoss& op, Views in, Views out) {
    kernels<CtcKernels>(in[0]).forward(op.blank, in[0], in[1], in[2], out[0], out[1]);
  }
  void backward(Backward& b) const {
    b.set(0, run(CtcLossBackward{blank, zero_infinity}, b.grad(0), b.in(0), b.in(1), b.in(2), b.out(0),
                 b.out(1))[0]);
  }
};

void check(const Tensor& x, const Tensor& targets, IntArrayRef steps, IntArrayRef lengths, int64_t blank) {
  const char* const who = "ctc_loss";
  const int64_t batch = x.size(1), classes = x.size(2);
  RUSHLIGHT_CHECK(x.is_floating_point(), who, ": expected floating-point log-probabilities, got ",
                  x.scalar_type());
  RUSHLIGHT_CHECK(targets.scalar_type() == kLong || targets.scalar_type() == kInt, who,
                  ": expected targets of dtype int64 or int32, got ", targets.scalar_type());
  RUSHLIGHT_CHECK(blank >= 0 && blank < classes, who, ": expected a blank in [0, ", classes - 1, "], got ",
                  blank);
  for (IntArrayRef list : {steps, lengths})
    RUSHLIGHT_CHECK(static_cast<int64_t>(list.size()) == batch, who, ": expected a length for each of ",
                    batch, " sequences, got ", list);
  for (int64_t t : steps)
    RUSHLIGHT_CHECK(t >= 0 && t <= x.size(0), who, ": expected input lengths from 0 to ", x.size(0), ", got ",
                    steps);
  int64_t total = 0;
  for (int64_t l : lengths) {
    const int64_t most = targets.dim() == 2 ? targets.size(1) : targets.numel();
    RUSHLIGHT_CHECK(l >= 0 && l <= most, who, ": expected target lengths from 0 to ", most, ", got ",
                    lengths);
    total += l;
  }
  RUSHLIGHT_CHECK(
      targets.dim() == 2 ? targets.size(0) == batch : targets.dim() == 1 && targets.size(0) == total, who,
      ": expected targets of shape [", batch, ", S] or [", total, "], got ", targets.sizes());
}

// For each sequence: start and length of its target, number of its steps.
Tensor rows_of(const Tensor& targets, IntArrayRef steps, IntArrayRef lengths) {
  const int64_t n = static_cast<int64_t>(steps.size());
  Tensor rows = empty({n, 3}, kLong);
  auto* p = rows.data_ptr<int64_t>();
  int64_t start = 0;
  for (size_t i = 0; i < steps.size(); ++i, p += 3) {
    p[0] = start, p[1] = lengths[i], p[2] = steps[i];
    start += targets.dim() == 2 ? targets.size(1) : lengths[i];
  }
  return rows;
}

void check_labels(const Tensor& targets, const Tensor& rows, int64_t classes) {
  for (int64_t n = 0; n < rows.size(0); ++n) {
    const int64_t* row = rows.data_ptr<int64_t>() + 3 * n;
    for (int64_t i = row[0]; i < row[0] + row[1]; ++i) {
      const int64_t c = targets.data_ptr<int64_t>()[i];
      if (c < 0 || c >= classes)
        detail::fail_index({"ctc_loss: expected targets in [0, ", classes - 1, "], got ", c});
    }
  }
}

std::vector<int64_t> list_of(const Tensor& lengths) {
  RUSHLIGHT_CHECK(lengths.scalar_type() == kLong || lengths.scalar_type() == kInt,
                  "ctc_loss: expected lengths of dtype int64 or int32, got ", lengths.scalar_type());
  const Tensor wide = lengths.to(kLong).contiguous();
  const int64_t* p = wide.data_ptr<int64_t>();
  return {p, p + wide.numel()};
}

}  // namespace

Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, IntArrayRef input_lengths,
                IntArrayRef target_lengths, int64_t blank, int64_t reduction, bool zero_infinity) {
  RUSHLIGHT_CHECK(log_probs.dim() == 2 || log_probs.dim() == 3,
                  "ctc_loss: expected log-probabilities (T, N, C) or (T, C), got shape ", log_probs.sizes());
  const bool single = log_probs.dim() == 2;
  const Tensor x = loss_argument(single ? log_probs.unsqueeze(1) : log_probs);
  check(x, targets, input_lengths, target_lengths, blank);
  const Tensor labels = targets.to(kLong).contiguous();
  const Tensor rows = rows_of(targets, input_lengths, target_lengths);
  check_labels(labels, rows, x.size(2));
  int64_t longest = 0;
  for (int64_t l : target_lengths) longest = std::max(longest, l);
  Tensor loss = run(CtcLoss{blank, longest, zero_infinity}, x, labels, rows)[0];
  if (zero_infinity) loss = loss.masked_fill(loss == std::numeric_limits<double>::infinity(), 0);
  if (reduction == 1) {
    Tensor lengths = empty({rows.size(0)}, kLong);
    std::copy(target_lengths.begin(), target_lengths.end(), lengths.data_ptr<int64_t>());
    loss = loss / lengths.clamp_min(1).to(loss.scalar_type());
  }
  loss = reduced_loss("ctc_loss", single && reduction == 0 ? loss.squeeze(0) : loss, reduction);
  return to(loss, log_probs.scalar_type());
}
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, int64_t blank, int64_t reduction, bool zero_infinity) {
  return ctc_loss(log_probs, targets, list_of(input_lengths), list_of(target_lengths), blank, reduction,
                  zero_infinity);
}

}  // namespace torch::inline rushlight

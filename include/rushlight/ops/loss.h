// Losses. `reduction` makes one number of the elements' losses: 0 none (no reduction), 1 mean, 2 sum. Inputs are
// floating-point and broadcast together unless a loss says otherwise. Cross-entropy over scores is in softmax.h.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// (self - target)^2.
RUSHLIGHT_API Tensor mse_loss(const Tensor& self, const Tensor& target, int64_t reduction = 1);  // [function]
/// |self - target|.
RUSHLIGHT_API Tensor l1_loss(const Tensor& self, const Tensor& target, int64_t reduction = 1);  // [function]
/// d^2 / (2 beta) where d = |self - target| is below beta, else d - beta / 2.
RUSHLIGHT_API Tensor smooth_l1_loss(const Tensor& self, const Tensor& target, int64_t reduction = 1,
                                    double beta = 1.0);  // [function]
/// d^2 / 2 where d = |self - target| is below delta, else delta (d - delta / 2) (Huber 1964).
RUSHLIGHT_API Tensor huber_loss(const Tensor& self, const Tensor& target, int64_t reduction = 1,
                                double delta = 1.0);  // [function]

/// -weight (target log self + (1 - target) log(1 - self)) for probabilities `self` in [0, 1] and targets of the same
/// shape; logarithms end at -100.
RUSHLIGHT_API Tensor binary_cross_entropy(const Tensor& self, const Tensor& target,
                                          const std::optional<Tensor>& weight = {},
                                          int64_t reduction = 1);  // [function]
/// binary_cross_entropy of sigmoid(self), without forming it; `pos_weight` multiplies the part of positive targets.
RUSHLIGHT_API Tensor binary_cross_entropy_with_logits(const Tensor& self, const Tensor& target,
                                                      const std::optional<Tensor>& weight = {},
                                                      const std::optional<Tensor>& pos_weight = {},
                                                      int64_t reduction = 1);  // [function]
/// -weight[t] self[n, t, ...] for log-probabilities `self` (N, C, ...) or (C) and class indices `target` t (N, ...); the
/// mean divides by the sum of weights. Rows of class `ignore_index` count nothing; other classes that do not exist are
/// an IndexError.
RUSHLIGHT_API Tensor nll_loss(const Tensor& self, const Tensor& target,
                              const std::optional<Tensor>& weight = {}, int64_t reduction = 1,
                              int64_t ignore_index = -100);  // [function]
/// The same; LibTorch has names of their own for images and for any number of dimensions.
RUSHLIGHT_API Tensor nll_loss2d(const Tensor& self, const Tensor& target,
                                const std::optional<Tensor>& weight = {}, int64_t reduction = 1,
                                int64_t ignore_index = -100);  // [function]
RUSHLIGHT_API Tensor nll_loss_nd(const Tensor& self, const Tensor& target,
                                 const std::optional<Tensor>& weight = {}, int64_t reduction = 1,
                                 int64_t ignore_index = -100);  // [function]

/// self where target is 1, max(0, margin - self) where it is -1.
RUSHLIGHT_API Tensor hinge_embedding_loss(const Tensor& self, const Tensor& target, double margin = 1.0,
                                          int64_t reduction = 1);  // [function]
/// max(0, margin - target (input1 - input2)) for targets 1 and -1.
RUSHLIGHT_API Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                                         double margin = 0.0, int64_t reduction = 1);  // [function]
/// 1 - cos where target is 1, max(0, cos - margin) where it is -1, of the angle between rows of input1 and input2
/// (N, D), or between two vectors (D) with a 0-dim target.
RUSHLIGHT_API Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                                           double margin = 0.0, int64_t reduction = 1);  // [function]
/// log(1 + exp(-target self)) for targets 1 and -1.
RUSHLIGHT_API Tensor soft_margin_loss(const Tensor& self, const Tensor& target,
                                      int64_t reduction = 1);  // [function]
/// max(0, margin + distance(anchor, positive) - distance(anchor, negative)) of rows, with pairwise_distance; with `swap`
/// the nearer of anchor and positive to the negative counts (Balntas et al. 2016).
RUSHLIGHT_API Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                                         double margin = 1.0, double p = 2, double eps = 1e-6,
                                         bool swap = false, int64_t reduction = 1);  // [function]

/// target (log target - self) for log-probabilities `self`; with log_target, `target` is one too.
RUSHLIGHT_API Tensor kl_div(const Tensor& self, const Tensor& target, int64_t reduction = 1,  // [function]
                            bool log_target = false);
/// Negative log-likelihood of counts `target` with the Poisson rate `input`, or exp(input) with log_input; `full` adds
/// Stirling's approximation of log(target!) for targets above 1.
RUSHLIGHT_API Tensor poisson_nll_loss(const Tensor& input, const Tensor& target,
                                      bool log_input,  // [function]
                                      bool full, double eps, int64_t reduction);
/// Sum over the other classes i of weight[t] max(0, margin - self[t] + self[i])^p, over the number of classes; self (N, C)
/// or (C), target t (N) or 0-dim, p 1 or 2.
RUSHLIGHT_API Tensor multi_margin_loss(const Tensor& self, const Tensor& target,
                                       const Scalar& p = 1,  // [function]
                                       const Scalar& margin = 1, const std::optional<Tensor>& weight = {},
                                       int64_t reduction = 1);
/// Sum over the classes t of each row of target (up to the first -1) and the classes i that are not in it of
/// max(0, 1 - self[t] + self[i]), over the number of classes; self and target (N, C) or (C).
RUSHLIGHT_API Tensor multilabel_margin_loss(const Tensor& self, const Tensor& target,  // [function]
                                            int64_t reduction = 1);
/// Connectionist temporal classification (Graves et al. 2006): -log of the probability of each target over all its
/// alignments. log_probs (T, N, C) or (T, C), targets (N, S) or all behind one another, both with their lengths; the mean
/// divides each loss by its target's length. As in LibTorch the gradient is that for the input of the log_softmax that
/// made log_probs.
RUSHLIGHT_API Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets,
                              IntArrayRef input_lengths,  // [function]
                              IntArrayRef target_lengths, int64_t blank = 0, int64_t reduction = 1,
                              bool zero_infinity = false);
RUSHLIGHT_API Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets,  // [function]
                              const Tensor& input_lengths, const Tensor& target_lengths, int64_t blank = 0,
                              int64_t reduction = 1, bool zero_infinity = false);

/// p-norm of x1 - x2 + eps over the last dimension.
RUSHLIGHT_API Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p = 2, double eps = 1e-6,
                                       bool keepdim = false);  // [function]
/// x1 . x2 / (|x1| |x2|) along `dim` of two tensors that broadcast; lengths count as `eps` at least.
RUSHLIGHT_API Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, int64_t dim = 1,
                                       double eps = 1e-8);  // [function]

}  // namespace torch::inline rushlight

// Samplers that only Python's torch.utils.data has: rows by their weights, and some rows in a random order. Both draw
// when an epoch begins, with the numbers of PyTorch for the same seed. Read next: samplers.h, src/data/samplers.cpp.
#pragma once

#include <optional>
#include <vector>

#include "rushlight/core/array_ref.h"
#include "rushlight/core/generator.h"
#include "rushlight/data/samplers.h"

namespace torch::inline rushlight::data::samplers {

/// Draws `num_samples` rows for each epoch, each with a probability in proportion to its weight. Without replacement no
/// row comes twice in an epoch.
class RUSHLIGHT_API WeightedRandomSampler : public DrawnSampler {
 public:
  WeightedRandomSampler(const Tensor& weights, int64_t num_samples, bool replacement = true,
                        std::optional<Generator> generator = std::nullopt);
  WeightedRandomSampler(ArrayRef<double> weights, int64_t num_samples, bool replacement = true,
                        std::optional<Generator> generator = std::nullopt);
  /// A `new_size` other than the number of the weights is an error.
  void reset(std::optional<size_t> new_size = std::nullopt) override;

 private:
  Tensor weights_;  // float64
  int64_t num_samples_;
  bool replacement_;
  std::optional<Generator> generator_;
};

/// Visits the rows `indices` in an order that is drawn anew for each epoch.
class RUSHLIGHT_API SubsetRandomSampler : public DrawnSampler {
 public:
  explicit SubsetRandomSampler(std::vector<size_t> indices,
                               std::optional<Generator> generator = std::nullopt);
  /// A `new_size` that leaves out one of the rows is an error.
  void reset(std::optional<size_t> new_size = std::nullopt) override;

 private:
  std::vector<size_t> rows_;
  std::optional<Generator> generator_;
};

}  // namespace torch::inline rushlight::data::samplers

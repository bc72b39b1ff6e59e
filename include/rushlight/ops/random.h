// Random tensors. On CPU the same seed gives the numbers that PyTorch gives; without a generator the default one is
// used, which manual_seed seeds.
#pragma once

#include "rushlight/core/generator.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Uniform numbers in [0, 1) of the given sizes.
RUSHLIGHT_API Tensor rand(IntArrayRef size, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor rand(IntArrayRef size, std::optional<Generator> generator,  // [function]
                          const TensorOptions& options = {});
/// Standard normal numbers of the given sizes.
RUSHLIGHT_API Tensor randn(IntArrayRef size, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor randn(IntArrayRef size, std::optional<Generator> generator,  // [function]
                           const TensorOptions& options = {});
/// Integers in [low, high), low being 0 when left out; of dtype int64 unless options say otherwise.
RUSHLIGHT_API Tensor randint(int64_t high, IntArrayRef size,
                             const TensorOptions& options = kLong);  // [function]
RUSHLIGHT_API Tensor randint(int64_t high, IntArrayRef size,
                             std::optional<Generator> generator,  // [function]
                             const TensorOptions& options = kLong);
RUSHLIGHT_API Tensor randint(int64_t low, int64_t high, IntArrayRef size,  // [function]
                             const TensorOptions& options = kLong);
RUSHLIGHT_API Tensor randint(int64_t low, int64_t high, IntArrayRef size,  // [function]
                             std::optional<Generator> generator, const TensorOptions& options = kLong);
/// A permutation of 0 ... n - 1, of dtype int64 unless options say otherwise.
RUSHLIGHT_API Tensor randperm(int64_t n, const TensorOptions& options = kLong);  // [function]
RUSHLIGHT_API Tensor randperm(int64_t n, std::optional<Generator> generator,     // [function]
                              const TensorOptions& options = kLong);
/// Normal numbers whose mean or standard deviation (or both) are given for each element, or of the given sizes.
RUSHLIGHT_API Tensor normal(const Tensor& mean, double std = 1,  // [function]
                            std::optional<Generator> generator = std::nullopt);
RUSHLIGHT_API Tensor normal(double mean, const Tensor& std,  // [function]
                            std::optional<Generator> generator = std::nullopt);
RUSHLIGHT_API Tensor normal(const Tensor& mean, const Tensor& std,  // [function]
                            std::optional<Generator> generator = std::nullopt);
RUSHLIGHT_API Tensor normal(double mean, double std, IntArrayRef size,  // [function]
                            std::optional<Generator> generator = std::nullopt,
                            const TensorOptions& options = {});
/// Uniform numbers in [0, 1) with the sizes, dtype and device of `self` unless options say otherwise.
RUSHLIGHT_API Tensor rand_like(const Tensor& self, const TensorOptions& options = {},  // [function]
                               std::optional<MemoryFormat> memory_format = std::nullopt);
RUSHLIGHT_API Tensor rand_like(const Tensor& self, std::optional<Generator> generator,  // [function]
                               const TensorOptions& options = {},
                               std::optional<MemoryFormat> memory_format = std::nullopt);
/// Standard normal numbers with the sizes, dtype and device of `self` unless options say otherwise.
RUSHLIGHT_API Tensor randn_like(const Tensor& self, const TensorOptions& options = {},  // [function]
                                std::optional<MemoryFormat> memory_format = std::nullopt);
RUSHLIGHT_API Tensor randn_like(const Tensor& self, std::optional<Generator> generator,  // [function]
                                const TensorOptions& options = {},
                                std::optional<MemoryFormat> memory_format = std::nullopt);
/// Integers in [low, high) with the sizes, dtype and device of `self` unless options say otherwise.
RUSHLIGHT_API Tensor randint_like(const Tensor& self, int64_t high,  // [function]
                                  const TensorOptions& options = {},
                                  std::optional<MemoryFormat> memory_format = std::nullopt);
RUSHLIGHT_API Tensor randint_like(const Tensor& self, int64_t high,
                                  std::optional<Generator> generator,  // [function]
                                  const TensorOptions& options = {},
                                  std::optional<MemoryFormat> memory_format = std::nullopt);
RUSHLIGHT_API Tensor randint_like(const Tensor& self, int64_t low, int64_t high,  // [function]
                                  const TensorOptions& options = {},
                                  std::optional<MemoryFormat> memory_format = std::nullopt);
RUSHLIGHT_API Tensor randint_like(const Tensor& self, int64_t low, int64_t high,
                                  std::optional<Generator> generator,  // [function]
                                  const TensorOptions& options = {},
                                  std::optional<MemoryFormat> memory_format = std::nullopt);
/// 1 with the probability that `self` (or `p`) gives, else 0; of the dtype of `self`.
RUSHLIGHT_API Tensor bernoulli(const Tensor& self,
                               std::optional<Generator> generator = std::nullopt);  // [method]
RUSHLIGHT_API Tensor bernoulli(const Tensor& self, double p,                        // [method]
                               std::optional<Generator> generator = std::nullopt);
RUSHLIGHT_API Tensor bernoulli(const Tensor& self, const Tensor& p,  // [method]
                               std::optional<Generator> generator = std::nullopt);
/// Poisson numbers with the means that `self` gives.
RUSHLIGHT_API Tensor poisson(const Tensor& self,
                             std::optional<Generator> generator = std::nullopt);  // [function]
/// How many of `count` trials of probability `prob` succeed; the two have one floating-point dtype and broadcast.
RUSHLIGHT_API Tensor binomial(const Tensor& count, const Tensor& prob,
                              std::optional<Generator> generator = std::nullopt);  // [function]
/// Numbers of the gamma distribution of scale 1 with the shapes that `self` gives, float32 or float64. The gradient is that of
/// the number by its shape at a fixed probability (Figurnov et al. 2018).
RUSHLIGHT_API Tensor _standard_gamma(const Tensor& self,
                                     std::optional<Generator> generator = std::nullopt);  // [function]
/// Points of the Dirichlet distribution whose concentrations are the last dimension of `self`.
RUSHLIGHT_API Tensor _sample_dirichlet(const Tensor& self,
                                       std::optional<Generator> generator = std::nullopt);  // [function]
/// Category numbers (int64) drawn with probabilities proportional to `self`: shape (categories) or (rows, categories).
RUSHLIGHT_API Tensor multinomial(const Tensor& self, int64_t num_samples,
                                 bool replacement = false,  // [method]
                                 std::optional<Generator> generator = std::nullopt);

/// Fills `self` with uniform numbers in [from, to).
RUSHLIGHT_API Tensor& uniform_(Tensor& self, double from = 0, double to = 1,  // [method]
                               std::optional<Generator> generator = std::nullopt);
/// Fills `self` with normal numbers.
RUSHLIGHT_API Tensor& normal_(Tensor& self, double mean = 0, double std = 1,  // [method]
                              std::optional<Generator> generator = std::nullopt);
/// Fills `self` with integers in [from, to); without bounds, over all that the dtype holds exactly, from 0 on.
RUSHLIGHT_API Tensor& random_(Tensor& self, int64_t from, std::optional<int64_t> to,  // [method]
                              std::optional<Generator> generator = std::nullopt);
RUSHLIGHT_API Tensor& random_(Tensor& self, int64_t to,
                              std::optional<Generator> generator = std::nullopt);                // [method]
RUSHLIGHT_API Tensor& random_(Tensor& self, std::optional<Generator> generator = std::nullopt);  // [method]
/// Fills `self` with exponential numbers of density lambd * exp(-lambd * x).
RUSHLIGHT_API Tensor& exponential_(Tensor& self, double lambd = 1,  // [method]
                                   std::optional<Generator> generator = std::nullopt);
/// Fills `self` with 1 of probability p, else 0.
RUSHLIGHT_API Tensor& bernoulli_(Tensor& self, const Tensor& p,  // [method]
                                 std::optional<Generator> generator = std::nullopt);
RUSHLIGHT_API Tensor& bernoulli_(Tensor& self, double p = 0.5,  // [method]
                                 std::optional<Generator> generator = std::nullopt);
/// Fills `self` with the number of trials up to the first success of probability p.
RUSHLIGHT_API Tensor& geometric_(Tensor& self, double p,
                                 std::optional<Generator> generator = std::nullopt);  // [method]
/// Fills `self` with Cauchy numbers.
RUSHLIGHT_API Tensor& cauchy_(Tensor& self, double median = 0, double sigma = 1,  // [method]
                              std::optional<Generator> generator = std::nullopt);
/// Fills `self` with exponentials of normal numbers.
RUSHLIGHT_API Tensor& log_normal_(Tensor& self, double mean = 1, double std = 2,  // [method]
                                  std::optional<Generator> generator = std::nullopt);

}  // namespace torch::inline rushlight

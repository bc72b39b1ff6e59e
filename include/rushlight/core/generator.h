// Generator: the source of random numbers; seeded alike it gives PyTorch's CPU numbers.
// Next: src/core/random_streams.h, the number streams themselves.
#pragma once

#include <cstdint>
#include <mutex>
#include <type_traits>

#include "rushlight/core/device.h"
#include "rushlight/core/intrusive_ptr.h"

namespace torch::inline rushlight {

struct CpuRandomState;
class Tensor;

/// Shared handle to one stream of random numbers. Hold `mutex()` while drawing from it. One that was made from nothing is
/// not defined, and stands for the default generator.
class RUSHLIGHT_API Generator {
 public:
  Generator();
  explicit Generator(uint64_t seed);
  Generator(const Generator& other);
  Generator(Generator&& other) noexcept;
  Generator& operator=(const Generator& other);
  Generator& operator=(Generator&& other) noexcept;
  ~Generator();
  void set_current_seed(uint64_t seed);
  uint64_t current_seed() const;
  /// Seeds from the system's entropy and returns the seed.
  uint64_t seed();
  /// An independent generator in the same state.
  Generator clone() const;
  /// The state as bytes (uint8), in the layout of PyTorch's CPU generator.
  Tensor get_state() const;
  /// Continues from what get_state gave here or in PyTorch; an error when the bytes are not a state.
  void set_state(const Tensor& bytes);
  Device device() const { return kCPU; }
  bool defined() const { return static_cast<bool>(impl_); }
  /// Whether both are handles to one stream.
  friend bool operator==(const Generator& a, const Generator& b) { return a.impl_ == b.impl_; }
  CpuRandomState& state() const;
  std::mutex& mutex() const;

 private:
  struct Impl;
  Impl& impl() const;
  friend void release_last(Impl* impl) noexcept;
  IntrusivePtr<Impl> impl_;
};

/// The generator that random operators use when none is given.
RUSHLIGHT_API const Generator& default_generator();
/// Seeds the default generator.
RUSHLIGHT_API void manual_seed(uint64_t seed);
RUSHLIGHT_API uint64_t initial_seed();

/// Names LibTorch's CPU generator in `make_generator<CPUGeneratorImpl>(seed)`.
struct CPUGeneratorImpl;
/// The seed of generators that were given none.
inline constexpr uint64_t default_rng_seed_val = 67280421310721;
/// A new generator, seeded when a seed is given.
template <class Impl> Generator make_generator(uint64_t seed = default_rng_seed_val) {
  static_assert(std::is_same_v<Impl, CPUGeneratorImpl>, "make_generator: expected CPUGeneratorImpl");
  return Generator(seed);
}

namespace detail {
/// A new generator with this seed.
inline Generator createCPUGenerator(uint64_t seed = default_rng_seed_val) { return Generator(seed); }
inline const Generator& getDefaultCPUGenerator() { return default_generator(); }
}  // namespace detail

}  // namespace torch::inline rushlight

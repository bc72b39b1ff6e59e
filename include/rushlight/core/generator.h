// Generator: the source of random numbers; seeded alike it gives PyTorch's CPU numbers.
// Next: src/core/random_streams.h, the number streams themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "rushlight/core/device.h"

namespace rushlight {

struct CpuRandomState;

/// Shared handle to one stream of random numbers. Hold `mutex()` while drawing from it.
class RUSHLIGHT_API Generator {
 public:
  Generator();
  explicit Generator(uint64_t seed);
  void set_current_seed(uint64_t seed);
  uint64_t current_seed() const;
  /// Seeds from the system's entropy and returns the seed.
  uint64_t seed();
  /// An independent generator in the same state.
  Generator clone() const;
  Device device() const { return kCPU; }
  bool defined() const { return true; }
  CpuRandomState& state() const;
  std::mutex& mutex() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// The generator that random operators use when none is given.
RUSHLIGHT_API const Generator& default_generator();
/// Seeds the default generator.
RUSHLIGHT_API void manual_seed(uint64_t seed);
RUSHLIGHT_API uint64_t initial_seed();

}  // namespace rushlight

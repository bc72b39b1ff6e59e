// Generator: the twister's state behind a shared handle and a lock. Next: random_streams.h, which draws from it.
#include "rushlight/core/generator.h"

#include <random>

#include "core/random_streams.h"

namespace torch::inline rushlight {

struct Generator::Impl {
  explicit Impl(const CpuRandomState& from) : state(from) {}
  std::atomic<uint32_t> refs{1};
  CpuRandomState state;
  std::mutex mutex;
};

void release_last(Generator::Impl* impl) noexcept { delete impl; }

Generator::Generator() = default;
Generator::Generator(uint64_t seed) : impl_(IntrusivePtr<Impl>::adopt(new Impl(CpuRandomState(seed)))) {}
Generator::Generator(const Generator& other) = default;
Generator::Generator(Generator&& other) noexcept = default;
Generator& Generator::operator=(const Generator& other) = default;
Generator& Generator::operator=(Generator&& other) noexcept = default;
Generator::~Generator() = default;

Generator::Impl& Generator::impl() const { return impl_ ? *impl_ : *default_generator().impl_; }

void Generator::set_current_seed(uint64_t seed) {
  const std::lock_guard lock(mutex());
  state() = CpuRandomState(seed);
}

uint64_t Generator::current_seed() const { return state().seed; }

uint64_t Generator::seed() {
  std::random_device entropy;
  const uint64_t high = entropy();
  const uint64_t fresh = (high << 32 | entropy()) & 0x1fffffffffffff;  // 53 bits: exact as a double too
  set_current_seed(fresh);
  return fresh;
}

Generator Generator::clone() const {
  Generator copy(default_rng_seed_val);
  const std::lock_guard lock(mutex());
  copy.state() = state();
  return copy;
}

CpuRandomState& Generator::state() const { return impl().state; }
std::mutex& Generator::mutex() const { return impl().mutex; }

const Generator& default_generator() {
  static const Generator generator(default_rng_seed_val);
  return generator;
}

void manual_seed(uint64_t seed) {
  Generator handle = default_generator();
  handle.set_current_seed(seed);
}

uint64_t initial_seed() { return default_generator().current_seed(); }

}  // namespace torch::inline rushlight

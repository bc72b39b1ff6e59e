// A generator's state as a tensor of bytes, which PyTorch's get_rng_state() and set_rng_state() exchange with ours.
#include <algorithm>

#include "core/random_streams.h"
#include "rushlight/core/generator.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"

namespace torch::inline rushlight {

Tensor Generator::get_state() const {
  Tensor bytes = empty({kSavedStateBytes}, kByte);
  const std::lock_guard lock(mutex());
  const auto saved = save_random_state(state());
  std::copy(saved.begin(), saved.end(), bytes.data_ptr<uint8_t>());
  return bytes;
}

void Generator::set_state(const Tensor& bytes) {
  RUSHLIGHT_CHECK(bytes.scalar_type() == kByte && bytes.numel() == kSavedStateBytes, "set_state: expected ",
                  kSavedStateBytes, " elements of dtype uint8, got ", bytes.numel(), " of dtype ",
                  bytes.scalar_type());
  const Tensor packed = bytes.contiguous();
  std::array<uint8_t, kSavedStateBytes> saved;
  std::copy_n(packed.data_ptr<uint8_t>(), kSavedStateBytes, saved.begin());
  const auto loaded = load_random_state(saved);
  RUSHLIGHT_CHECK(loaded,
                  "set_state: expected the bytes of a saved state, got bytes with counters out of range");
  const std::lock_guard lock(mutex());
  state() = *loaded;
}

}  // namespace torch::inline rushlight

// A generator's state as bytes, in the layout of PyTorch's get_rng_state(), so that either can continue the other's.
//
// Little-endian: seed u64, words left i32, seeded i32, next word u64, 624 words as u64, three doubles of which the second
// is the cached normal number, its flag i32, 4 bytes unused, the cached float, its flag u8, 3 bytes unused.
// Next: mt19937.h for what the counters mean.
#include <bit>
#include <cstring>

#include "core/random_streams.h"

namespace torch::inline rushlight {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr int kSeedAt = 0, kLeftAt = 8, kSeededAt = 12, kNextAt = 16, kWordsAt = 24;
constexpr int kDoubleAt = kWordsAt + 8 * Mt19937::kStateWords + 8, kDoubleFlagAt = kDoubleAt + 16;
constexpr int kFloatAt = kDoubleFlagAt + 8, kFloatFlagAt = kFloatAt + 4;
static_assert(kFloatFlagAt + 4 == kSavedStateBytes);

using Bytes = std::array<uint8_t, kSavedStateBytes>;

template <class T> void put(Bytes& bytes, int at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

template <class T> T get(const Bytes& bytes, int at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

Bytes save_random_state(const CpuRandomState& state) {
  const Mt19937::State& engine = state.engine.state();
  Bytes bytes{};
  put(bytes, kSeedAt, state.seed);
  put(bytes, kLeftAt, engine.left);
  put(bytes, kSeededAt, int32_t{1});
  put(bytes, kNextAt, uint64_t{engine.next});
  for (int i = 0; i < Mt19937::kStateWords; ++i) put(bytes, kWordsAt + 8 * i, uint64_t{engine.words[i]});
  if (state.next_double_normal) {
    put(bytes, kDoubleAt, *state.next_double_normal);
    put(bytes, kDoubleFlagAt, int32_t{1});
  }
  if (state.next_float_normal) {
    put(bytes, kFloatAt, *state.next_float_normal);
    put(bytes, kFloatFlagAt, uint8_t{1});
  }
  return bytes;
}

std::optional<CpuRandomState> load_random_state(const Bytes& bytes) {
  const uint64_t next = get<uint64_t>(bytes, kNextAt);
  if (get<int32_t>(bytes, kSeededAt) != 1 || next > Mt19937::kStateWords) return std::nullopt;
  Mt19937::State engine;
  engine.next = static_cast<uint32_t>(next);
  engine.left = get<uint32_t>(bytes, kLeftAt);
  for (int i = 0; i < Mt19937::kStateWords; ++i) {
    engine.words[i] = static_cast<uint32_t>(get<uint64_t>(bytes, kWordsAt + 8 * i));
  }
  CpuRandomState state(get<uint64_t>(bytes, kSeedAt));
  if (!state.engine.set_state(engine)) return std::nullopt;
  if (get<int32_t>(bytes, kDoubleFlagAt) != 0) state.next_double_normal = get<double>(bytes, kDoubleAt);
  if (get<uint8_t>(bytes, kFloatFlagAt) != 0) state.next_float_normal = get<float>(bytes, kFloatAt);
  return state;
}

}  // namespace torch::inline rushlight

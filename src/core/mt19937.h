// The 32-bit Mersenne twister, the engine of every PyTorch-compatible random number on the CPU.
//
// Words are drawn one at a time with next() or in bulk with fill(); both walk the same sequence. The state is a plain
// value: copying the engine forks the stream, and State carries what a saved generator needs.
// Next: random_streams.h, which turns words into uniform, normal and integer numbers.
#pragma once

#include <array>
#include <cstdint>

namespace torch::inline rushlight {

/// Words of a Mersenne twister seeded as PyTorch seeds it (Matsumoto and Nishimura 1998, init_genrand of 2002).
class Mt19937 {
 public:
  static constexpr int kStateWords = 624;

  /// All that determines the words to come. `words[next]` is drawn next; `left - 1` words are left before a refill.
  struct State {
    std::array<uint32_t, kStateWords> words{};
    uint32_t next = 0;
    uint32_t left = 1;
  };

  /// Engine seeded with the low 32 bits of `seed`, as PyTorch does.
  explicit Mt19937(uint64_t seed = 5489);

  /// Next word of the sequence.
  uint32_t next() {
    if (state_.left == 1) refill();
    --state_.left;
    return tempered(state_.words[state_.next++]);
  }

  /// Next `n` words of the sequence into `out`; the same words as `n` calls of next().
  void fill(uint32_t* out, int64_t n);

  /// The same words before their tempering, the part of the work that several threads can share.
  void fill_untempered(uint32_t* out, int64_t n);

  /// A word of fill_untempered() as next() gives it.
  [[gnu::always_inline]] static constexpr uint32_t tempered(uint32_t y) {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
  }

  /// State to save; feed it to set_state() to continue the sequence.
  const State& state() const { return state_; }

  /// Continues from `state`. Returns false, and changes nothing, when its counters are out of range.
  bool set_state(const State& state);

 private:
  void refill();
  template <class Copy> void draw(uint32_t* out, int64_t n, const Copy& copy);

  State state_;
};

}  // namespace torch::inline rushlight

// Seeding, refilling and bulk drawing of the Mersenne twister.
//
// All 624 words are replaced at once. Word j needs words j, j + 1 and j + 397, so the loop is cut where j + 397 wraps;
// within a part no value depends on one written less than 227 steps before, and the compiler vectorises it. Many words are
// made where they are wanted, each block of 624 from the one in front of it.
#include "core/mt19937.h"

#include <algorithm>

#include "core/widest_isa.h"

namespace torch::inline rushlight {
namespace {

constexpr int kN = Mt19937::kStateWords;
constexpr int kM = 397;

[[gnu::always_inline]] inline uint32_t twist(uint32_t far, uint32_t self, uint32_t following) {
  const uint32_t mixed = (self & 0x80000000u) | (following & 0x7fffffffu);
  return far ^ (mixed >> 1) ^ ((0u - (following & 1u)) & 0x9908b0dfu);
}

// The block that follows `s`, into `out`, which may be s itself.
[[gnu::always_inline]] inline void twist_block(const uint32_t* s, uint32_t* out) {
  for (int j = 0; j < kN - kM; ++j) out[j] = twist(s[j + kM], s[j], s[j + 1]);
  for (int j = kN - kM; j < kN - 1; ++j) out[j] = twist(out[j - (kN - kM)], s[j], s[j + 1]);
  out[kN - 1] = twist(out[kM - 1], s[kN - 1], out[0]);
}
// Whether the two are one or apart, the compiler is told: it would make slow loops for what it does not know.
[[gnu::always_inline]] inline void twist_in_place(uint32_t* s) { twist_block(s, s); }
[[gnu::always_inline]] inline void twist_apart(const uint32_t* __restrict s, uint32_t* __restrict out) {
  twist_block(s, out);
}

[[gnu::always_inline]] inline void temper(const uint32_t* __restrict in, uint32_t* __restrict out,
                                          int64_t n) {
  for (int64_t i = 0; i < n; ++i) out[i] = Mt19937::tempered(in[i]);
}

}  // namespace

Mt19937::Mt19937(uint64_t seed) {
  uint32_t word = static_cast<uint32_t>(seed);
  state_.words[0] = word;
  for (uint32_t j = 1; j < kN; ++j) {
    word = 1812433253u * (word ^ (word >> 30)) + j;
    state_.words[j] = word;
  }
}

// Takes `n` words off the state; copy(from, to, count) brings each run of them to `out`.
template <class Copy> void Mt19937::draw(uint32_t* out, int64_t n, const Copy& copy) {
  while (n > 0) {
    if (state_.left == 1) refill();
    const int64_t count = std::min<int64_t>(n, state_.left - 1);
    copy(static_cast<const uint32_t*>(state_.words.data() + state_.next), out, count);
    state_.next += static_cast<uint32_t>(count);
    state_.left -= static_cast<uint32_t>(count);
    out += count;
    n -= count;
  }
}

void Mt19937::fill(uint32_t* out, int64_t n) {
  draw(out, n,
       [](const uint32_t* from, uint32_t* to, int64_t count) { widest_isa<temper>(from, to, count); });
}

void Mt19937::fill_untempered(uint32_t* out, int64_t n) {
  const auto copy = [](const uint32_t* from, uint32_t* to, int64_t count) { std::copy_n(from, count, to); };
  const int64_t waiting = std::min<int64_t>(n, state_.left - 1);
  draw(out, waiting, copy);
  out += waiting;
  n -= waiting;
  if (n >= kN) {
    const uint32_t* block = state_.words.data();
    for (; n >= kN; n -= kN, block = out, out += kN) widest_isa<twist_apart>(block, out);
    std::copy_n(block, kN, state_.words.data());
    state_.next = kN;
    state_.left = 1;
  }
  draw(out, n, copy);
}

bool Mt19937::set_state(const State& state) {
  const bool fresh = state.next == 0 && state.left == 1;
  const bool running = state.left >= 1 && state.next >= 1 && state.next + state.left == kN + 1;
  if (!fresh && !running) return false;
  state_ = state;
  return true;
}

void Mt19937::refill() {
  widest_isa<twist_in_place>(state_.words.data());
  state_.next = 0;
  state_.left = kN + 1;
}

}  // namespace torch::inline rushlight

// A counter-based generator for masks (dropout, bernoulli) where speed counts and PyTorch's own stream does not.
//
// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11): block number b
// of a stream is a pure function of (seed, b), so threads draw any part of it without a shared state.
// Next: random_streams.h for the streams that equal PyTorch's.
#pragma once

#include <array>
#include <cstdint>

namespace torch::inline rushlight {

/// Four words of Philox4x32-10 for one counter and one key, lowest word first.
std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

/// `n` words of the stream `seed` from block `offset` on: out[4 i + j] is word j of block offset + i, whose counter is
/// (low, high half of the block number, 0, 0) and whose key is (low, high half of the seed). A call uses
/// (n + 3) / 4 blocks, so the next call that must not overlap starts at offset + (n + 3) / 4.
void philox_fill(uint64_t seed, uint64_t offset, uint32_t* out, int64_t n);

}  // namespace torch::inline rushlight

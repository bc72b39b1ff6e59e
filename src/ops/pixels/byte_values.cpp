// ByteValues: a table of all 256 results, and vectors where these give the same bits. Next: byte_values_cpu.cpp.
#include "rushlight/ops/fused/byte_values.h"

#include <bit>
#include <cstring>
#include <numeric>

#include "op/kernels.h"
#include "ops/pixels/byte_values.h"

namespace torch::inline rushlight {
namespace {

// Eight bytes are read at once: the loop is as fast as its loads.
void look_up(const uint8_t* __restrict in, float* __restrict out, int64_t n, const float* __restrict values) {
  constexpr int kFirst = std::endian::native == std::endian::little ? 0 : 56;
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t bytes;
    std::memcpy(&bytes, in + i, 8);
    out[i] = values[bytes >> kFirst & 255];
    out[i + 1] = values[bytes >> (kFirst ^ 8) & 255];
    out[i + 2] = values[bytes >> (kFirst ^ 16) & 255];
    out[i + 3] = values[bytes >> (kFirst ^ 24) & 255];
    out[i + 4] = values[bytes >> (kFirst ^ 32) & 255];
    out[i + 5] = values[bytes >> (kFirst ^ 40) & 255];
    out[i + 6] = values[bytes >> (kFirst ^ 48) & 255];
    out[i + 7] = values[bytes >> (kFirst ^ 56) & 255];
  }
  for (; i < n; ++i) out[i] = values[in[i]];
}

}  // namespace

ByteValues::ByteValues(ArrayRef<Step> steps) {
  for (size_t i = 0; i < table_.size(); ++i) {
    float x = static_cast<float>(i) / 255.0f;
    for (const auto& [mean, stddev] : steps) x = (x - mean) / stddev;
    table_[i] = x;
  }
  if (steps.size() == 1) step_ = steps[0];
  std::array<uint8_t, 256> bytes;
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  std::array<float, 256> values;
  by_arithmetic_ = steps.size() <= 1 &&
                   cpu_kernels<ByteKernels>().normalize(bytes.data(), values.data(), 256, step_.mean,
                                                        step_.stddev) == 256 &&
                   std::memcmp(values.data(), table_.data(), sizeof(values)) == 0;
}

void ByteValues::write(const uint8_t* in, float* out, int64_t n) const {
  const int64_t done =
      by_arithmetic_ ? cpu_kernels<ByteKernels>().normalize(in, out, n, step_.mean, step_.stddev) : 0;
  look_up(in + done, out + done, n - done, table_.data());
}

}  // namespace torch::inline rushlight

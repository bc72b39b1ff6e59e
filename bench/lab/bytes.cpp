// The workshop for bytes of images as float32, (b / 255 - mean) / deviation rounded after each operation: the results must be
// those of the operations bit for bit. Attempts: 1 the divisions; 2 a table of all 256 results; 3 ByteValues: a product with
// the reciprocal, corrected by its remainder, in vectors (byte_values_cpu.cpp); the table where that is not exact.
//
// The time of 1 and 2 divided by that of 3, one core of Zen 3 with AVX2: 1.4 to 1.7, and 1.6 to 2.7. So the library takes 3.
#include "lab/attempts.h"
#include "rushlight/ops/fused/byte_values.h"

namespace {

using namespace rushlight;

float value_of(uint8_t byte, float mean, float stddev) { return (float(byte) / 255.0f - mean) / stddev; }

void divide(const uint8_t* in, float* out, int64_t n, float mean, float stddev) {
  for (int64_t i = 0; i < n; ++i) out[i] = value_of(in[i], mean, stddev);
}
void look_up(const uint8_t* in, float* out, int64_t n, const float* table) {
  for (int64_t i = 0; i < n; ++i) out[i] = table[in[i]];
}

}  // namespace

int main() {
  set_num_threads(1);
  constexpr float kMean = 0.1307f, kStddev = 0.3081f;
  float table[256];
  for (int b = 0; b < 256; ++b) table[b] = value_of(uint8_t(b), kMean, kStddev);
  const ByteValues::Step step[]{{kMean, kStddev}};
  const ByteValues values(step);
  for (const auto& [name, n] :
       {std::pair{"an image of 28 x 28", 784}, {"a batch of 64", 64 * 784}, {"a million", 1 << 20}}) {
    manual_seed(1);
    const Tensor bytes = randint(256, {n}, kByte), want = empty({n}, kDouble);
    const uint8_t* in = bytes.data_ptr<uint8_t>();
    for (int64_t i = 0; i < n; ++i) {
      // Each operation rounded to float32: in double they are exact enough for that, once.
      const float share = float(in[i] / 255.0), centred = float(double(share) - double(kMean));
      want.data_ptr<double>()[i] = float(double(centred) / double(kStddev));
    }
    const auto by = [&](auto write) {
      return [=] {
        const Tensor out = empty({n});
        write(in, out.data_ptr<float>(), n);
        return lab::Results{out};
      };
    };
    lab::compare(
        name, {want}, 0,
        {{"divisions",
          by([=](auto from, auto to, int64_t count) { divide(from, to, count, kMean, kStddev); })},
         {"a table", by([&table](auto from, auto to, int64_t count) { look_up(from, to, count, table); })},
         {"reciprocals",
          by([&values](auto from, auto to, int64_t count) { values.write(from, to, count); })}});
  }
}

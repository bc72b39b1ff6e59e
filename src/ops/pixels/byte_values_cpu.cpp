// Bytes to float32 without a division: a quotient from the reciprocal, corrected by its remainder, is the rounded quotient
// but for rare divisors (Markstein 1990), which ByteValues finds out by trying all bytes. Needs fused multiply-adds.
#include "ops/pixels/byte_values.h"

#include "hwy/highway.h"
#include "op/cpu_table.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V> HWY_INLINE V quotient(D d, V x, float divisor, float reciprocal) {
  const V r = hn::Set(d, reciprocal), q = hn::Mul(x, r);
  return hn::MulAdd(hn::NegMulAdd(q, hn::Set(d, divisor), x), r, q);
}

int64_t normalize(const uint8_t* in, float* out, int64_t n, float mean, float stddev) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const float reciprocal = 1 / stddev;
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto byte = hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(bytes, in + i)));
    const auto x = quotient(d, byte, 255.0f, 1 / 255.0f);
    hn::StoreU(quotient(d, hn::Sub(x, hn::Set(d, mean)), stddev, reciprocal), d, out + i);
  }
  return i;
}

}  // namespace

template <> const ByteKernels& cpu_table<ByteKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ByteKernels table{normalize};
  return table;
}

}  // namespace torch::inline rushlight

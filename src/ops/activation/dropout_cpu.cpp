// CPU kernels of dropout: the element scaled where it is kept, times 0 where not (so that NaN stays visible). The draw
// looks at the second word of an element only where the first one leaves it open, once in two million.
#include "core/mt19937.h"
#include "cpu/tile.h"
#include "ops/activation/dropout.h"

namespace torch::inline rushlight {
namespace {

struct Masked {
  double scale;
  explicit Masked(const DropoutScale& op) : scale(op.scale) {}
  template <class T> T operator()(T a, T kept) const {
    return a * (kept != T(0) ? static_cast<T>(scale) : T(0));
  }
};

template <class D, class V> HWY_INLINE V tempered(D d, V y) {
  y = hn::Xor(y, hn::ShiftRight<11>(y));
  y = hn::Xor(y, hn::And(hn::ShiftLeft<7>(y), hn::Set(d, 0x9d2c5680u)));
  y = hn::Xor(y, hn::And(hn::ShiftLeft<15>(y), hn::Set(d, 0xefc60000u)));
  return hn::Xor(y, hn::ShiftRight<18>(y));
}

constexpr uint32_t kHighBits = 0x1fffff, kSign = 0x80000000;

void draw_one(const DropoutDraw& draw, const float* in, float* out, uint8_t* mask, int64_t i) {
  const uint64_t high = Mt19937::tempered(draw.words[2 * i]) & kHighBits;
  const bool keep = (high << 32 | Mt19937::tempered(draw.words[2 * i + 1])) < draw.limit;
  const float x = draw.relu && in[i] < 0 ? 0.f : in[i];
  mask[i] = keep && (!draw.relu || x > 0);
  const float y = x * (mask[i] ? draw.scale : 0.f);
  out[i] = draw.add ? draw.add[i] + y : y;
}

template <bool relu, bool adds>
void draw_all(const DropoutDraw& draw, const float* in, float* out, uint8_t* mask, int64_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const auto high = hn::Set(di, static_cast<int32_t>(draw.limit >> 32));
  const auto low = hn::Set(di, static_cast<int32_t>(static_cast<uint32_t>(draw.limit) ^ kSign));
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::Vec<decltype(du)> first, second;
    hn::LoadInterleaved2(du, draw.words + 2 * i, first, second);
    const auto bits = hn::BitCast(di, hn::And(tempered(du, first), hn::Set(du, kHighBits)));
    auto keep = hn::Lt(bits, high);
    const auto open = hn::Eq(bits, high);
    if (HWY_UNLIKELY(!hn::AllFalse(di, open))) {
      const auto rest = hn::BitCast(di, hn::Xor(tempered(du, second), hn::Set(du, kSign)));
      keep = hn::Or(keep, hn::And(open, hn::Lt(rest, low)));
    }
    auto x = hn::LoadU(d, in + i);
    if constexpr (relu) {
      keep = hn::And(keep, hn::RebindMask(di, hn::Gt(x, hn::Zero(d))));
      x = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);  // keeps NaN
    }
    const auto factor = hn::IfThenElseZero(hn::RebindMask(d, keep), hn::Set(d, draw.scale));
    auto y = hn::Mul(x, factor);
    if constexpr (adds) y = hn::Add(hn::LoadU(d, draw.add + i), y);
    hn::StoreU(y, d, out + i);
    hn::StoreU(hn::DemoteTo(bytes, hn::IfThenElseZero(keep, hn::Set(di, 1))), bytes, mask + i);
  }
  for (; i < n; ++i) draw_one(draw, in, out, mask, i);
}

void draw(const DropoutDraw& draw, const float* in, float* out, uint8_t* mask, int64_t n) {
  (draw.relu  ? draw_all<true, false>
   : draw.add ? draw_all<false, true>
              : draw_all<false, false>)(draw, in, out, mask, n);
}

void masked_float(float scale, const float* in, const uint8_t* mask, float* out, int64_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto kept = hn::Ne(hn::PromoteTo(di, hn::LoadU(bytes, mask + i)), hn::Zero(di));
    const auto factor = hn::IfThenElseZero(hn::RebindMask(d, kept), hn::Set(d, scale));
    hn::StoreU(hn::Mul(hn::LoadU(d, in + i), factor), d, out + i);
  }
  for (; i < n; ++i) out[i] = in[i] * (mask[i] != 0 ? scale : 0.f);
}

}  // namespace

template <> const DropoutKernels& cpu_table<DropoutKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr DropoutKernels table{
      .masked = plain_float<2, Masked, DropoutScale>(), .draw = draw, .masked_float = masked_float};
  return table;
}

}  // namespace torch::inline rushlight

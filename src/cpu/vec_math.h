// Elementary functions on vectors, for float and double, with the results of the C library for infinities, NaN, zeros and
// subnormal numbers. Each says how many units in the last place of the exact result it may be off, rounded up from what was
// measured; vec_math_test.cpp holds it to that. Only for kernels (*_cpu.cpp).
//
// exp and its kind: x = n ln 2 + r with |r| <= ln 2 / 2, then e^x = 2^n (1 + p(r)) where p approximates e^r - 1; n comes
// from the low bits of x / ln 2 + 1.5 * 2^(mantissa bits). log and its kind: x = 2^k m with m in [sqrt(1/2), sqrt(2)),
// log m from s = (m - 1) / (m + 1) as in FreeBSD's e_log.c. Next: tile.h (who calls these), ops/pointwise/math_cpu.cpp.
#pragma once

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cmath>
#include <limits>

namespace torch::inline rushlight {
namespace {
namespace vec {

namespace hn = hwy::HWY_NAMESPACE;

template <class D> using Lane = hn::TFromD<D>;
template <class D> constexpr bool kIsFloat = sizeof(Lane<D>) == 4;
template <class D> using Signed = hn::RebindToSigned<D>;

/// A constant for every lane; `f` where float needs another one than double.
template <class D> HWY_INLINE hn::Vec<D> constant(D d, double value) {
  return hn::Set(d, static_cast<Lane<D>>(value));
}
template <class D> HWY_INLINE hn::Vec<D> constant(D d, float f, double value) {
  return kIsFloat<D> ? hn::Set(d, static_cast<Lane<D>>(f)) : hn::Set(d, static_cast<Lane<D>>(value));
}

/// Of a number and NaN, min and max of the x86 vector units give the second operand, Highway's for NEON the number.
constexpr bool kNanStaysIfSecond = HWY_ARCH_X86 && HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR;
/// x, but not above (below) `limit`; NaN stays.
template <class D, class V> HWY_INLINE V at_most(D, V limit, V x) {
  if constexpr (kNanStaysIfSecond) return hn::Min(limit, x);
  else return hn::IfThenElse(hn::Gt(x, limit), limit, x);
}
template <class D, class V> HWY_INLINE V at_least(D, V limit, V x) {
  if constexpr (kNanStaysIfSecond) return hn::Max(limit, x);
  else return hn::IfThenElse(hn::Lt(x, limit), limit, x);
}

/// c0 + x (c1 + x (c2 + ...)).
template <class D, class V> HWY_INLINE V polynomial(D d, V, double c) { return constant(d, c); }
template <class D, class V, class... C> HWY_INLINE V polynomial(D d, V x, double c, C... rest) {
  return hn::MulAdd(polynomial(d, x, rest...), x, constant(d, c));
}

/// x split as n ln 2 + r: p = e^r - 1, and n as an integer in the low bits of `bits`.
template <class D> struct ExpParts {
  hn::Vec<D> p;
  hn::Vec<Signed<D>> bits;
};

/// e^r - 1 for |r| <= ln 2 / 2.
template <class D, class V> HWY_INLINE V expm1_near_zero(D d, V r) {
  V q;
  if constexpr (kIsFloat<D>) {
    q = polynomial(d, r, 0.5, 0.166666671633720397949219, 0.0416664853692054748535156,
                   0.00833336077630519866943359, 0.00139304355252534151077271, 0.000198527617612853646278381);
  } else {
    q = polynomial(d, r, 0.5, 0.166666666666666851703837, 0.0416666666666665047591422,
                   0.00833333333331652721664984, 0.00138888888889774492207962, 0.000198412698960509205564975,
                   2.4801587159235472998791e-5, 2.75572362911928827629423e-6, 2.75573911234900471893338e-7,
                   2.51112930892876518610661e-8, 2.08860621107283687536341e-9);
  }
  return hn::MulAdd(q, hn::Mul(r, r), r);
}

template <class D, class V> HWY_INLINE ExpParts<D> exp_parts(D d, V x) {
  const V magic = constant(d, 12582912.0f, 6755399441055744.0);
  const V shifted = hn::MulAdd(x, constant(d, 1.4426950408889634), magic);
  const V n = hn::Sub(shifted, magic);
  V r = hn::NegMulAdd(n, constant(d, 0.693145751953125f, 0.6931471805596629565116018), x);
  r = hn::NegMulAdd(n, constant(d, 1.428606765330187045e-6f, 0.28235290563031577122588448175e-12), r);
  return {expm1_near_zero(d, r), hn::BitCast(Signed<D>(), shifted)};
}

/// 2^n for n in the range of normal numbers; n is in the low bits.
template <class D, class VI> HWY_INLINE hn::Vec<D> pow2(D d, VI bits) {
  const Signed<D> di;
  if constexpr (kIsFloat<D>) return hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(bits, hn::Set(di, 127))));
  else return hn::BitCast(d, hn::ShiftLeft<52>(hn::Add(bits, hn::Set(di, 1023))));
}

/// x * 2^n for any n that a result can need: in two steps, so that neither factor overflows.
template <class D, class V, class VI> HWY_INLINE V scale(D d, V x, VI bits) {
  const Signed<D> di;
  const VI n = hn::Sub(bits, hn::BitCast(di, constant(d, 12582912.0f, 6755399441055744.0)));
  VI half;
  if constexpr (kIsFloat<D>) half = hn::ShiftRight<1>(n);
  else  // 64-bit arithmetic shifts are slow before AVX-512: shift a number made positive
    half = hn::Sub(hn::BitCast(di, hn::ShiftRight<1>(hn::BitCast(hn::RebindToUnsigned<D>(),
                                                                 hn::Add(n, hn::Set(di, 4096))))),
                   hn::Set(di, 2048));
  return hn::Mul(hn::Mul(x, pow2(d, half)), pow2(d, hn::Sub(n, half)));
}

/// e^x: within 1 unit.
template <class D, class V> HWY_INLINE V exp(D d, V x) {
  x = at_least(d, constant(d, -104.0f, -746.0), at_most(d, constant(d, 89.0f, 710.0), x));
  const auto e = exp_parts(d, x);
  return scale(d, hn::Add(e.p, constant(d, 1)), e.bits);
}

/// exp where a result below the normal numbers may be the smallest normal one and the last 0.5 before overflow may be
/// infinite: what 1 / (1 + e^x) needs. Else within 1 unit.
template <class D, class V> HWY_INLINE V exp_coarse_ends(D d, V x) {
  x = at_least(d, constant(d, -87.3f, -708.3), at_most(d, constant(d, 88.8f, 709.8), x));
  const auto e = exp_parts(d, x);
  return hn::Mul(hn::Add(e.p, constant(d, 1)), pow2(d, e.bits));  // the power may be infinite, and p negative
}

/// exp of numbers up to about 0, as softmax has them: within 1 unit, but 0 below the normal numbers.
template <class D, class V> HWY_INLINE V exp_of_differences(D d, V x) {
  const V least = constant(d, -87.3f, -708.3);
  const auto e = exp_parts(d, at_least(d, least, x));
  const V power = pow2(d, e.bits);
  return hn::IfThenZeroElse(hn::Lt(x, least), hn::MulAdd(e.p, power, power));
}

/// 2^x: within 1.5 units.
template <class D, class V> HWY_INLINE V exp2(D d, V x) {
  x = at_least(d, constant(d, -151.0f, -1076.0), at_most(d, constant(d, 128.0f, 1024.0), x));
  const V magic = constant(d, 12582912.0f, 6755399441055744.0);
  const V shifted = hn::Add(x, magic);
  const V r = hn::Mul(hn::Sub(x, hn::Sub(shifted, magic)), constant(d, 0.6931471805599453094));
  const V y = hn::Add(expm1_near_zero(d, r), constant(d, 1));
  return scale(d, y, hn::BitCast(Signed<D>(), shifted));
}

/// e^x - 1 for x up to 40.
template <class D, class V> HWY_INLINE V expm1_small(D d, V x) {
  const auto e = exp_parts(d, x);
  const V power = pow2(d, e.bits);
  return hn::MulAdd(e.p, power, hn::Sub(power, constant(d, 1)));
}

/// e^x - 1: within 2.5 units.
template <class D, class V> HWY_INLINE V expm1(D d, V x) {
  const V low = at_least(d, constant(d, -50), at_most(d, constant(d, 41), x));
  const V small = expm1_small(d, low);
  const V whole = hn::IfThenElse(hn::Gt(x, constant(d, 40)), exp(d, x), small);
  return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, whole);  // keeps the sign of zero
}

/// x = 2^k m: k as a number, f = m - 1 exactly, and log m = f - s (f - tail).
template <class D> struct LogParts {
  hn::Vec<D> k, f, s, tail;
  hn::Vec<D> log_m() const { return hn::Sub(f, hn::Mul(s, hn::Sub(f, tail))); }
};

template <class D, class V> HWY_INLINE LogParts<D> log_parts(D d, V x) {
  const Signed<D> di;
  const hn::RebindToUnsigned<D> du;
  using VI = hn::Vec<Signed<D>>;
  using VU = hn::Vec<hn::RebindToUnsigned<D>>;
  const auto subnormal = hn::Lt(x, constant(d, 1.175494351e-38f, 2.2250738585072014e-308));
  x = hn::IfThenElse(subnormal, hn::Mul(x, constant(d, 33554432.0f, 18014398509481984.0)), x);
  LogParts<D> out;
  // The exponent counts from sqrt(1/2): adding 1 - sqrt(1/2) to the bits carries exactly where m would pass sqrt(2).
  V exponent, m;
  if constexpr (kIsFloat<D>) {
    const VU bits = hn::Add(hn::BitCast(du, x), hn::Set(du, 0x3f800000u - 0x3f3504f3u));
    exponent = hn::ConvertTo(d, hn::Sub(hn::BitCast(di, hn::ShiftRight<23>(bits)), hn::Set(di, 127)));
    m = hn::BitCast(d, hn::Add(hn::And(bits, hn::Set(du, 0x7fffffu)), hn::Set(du, 0x3f3504f3u)));
  } else {
    const uint64_t root = 0x3fe6a09e667f3bcdull;
    const VU bits = hn::Add(hn::BitCast(du, x), hn::Set(du, 0x3ff0000000000000ull - root));
    // The biased exponent becomes a double through the bits of 2^52 + e, minus 2^52.
    const VI raw = hn::BitCast(di, hn::Or(hn::ShiftRight<52>(bits), hn::Set(du, 0x4330000000000000ull)));
    exponent = hn::Sub(hn::BitCast(d, raw), hn::Set(d, 4503599627370496.0 + 1023.0));
    m = hn::BitCast(d, hn::Add(hn::And(bits, hn::Set(du, 0xfffffffffffffull)), hn::Set(du, root)));
  }
  out.k = hn::Sub(exponent, hn::IfThenElseZero(subnormal, constant(d, 25.0f, 54.0)));
  out.f = hn::Sub(m, constant(d, 1));
  out.s = hn::Div(out.f, hn::Add(m, constant(d, 1)));
  const V z = hn::Mul(out.s, out.s);
  V series;
  if constexpr (kIsFloat<D>) {
    series = polynomial(d, z, 0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841);
  } else {
    series = polynomial(d, z, 0.6666666666666735130, 0.3999999999940941908, 0.2857142874366239149,
                        0.2222219843214978396, 0.1818357216161805012, 0.1531383769920937332,
                        0.1479819860511658591);
  }
  out.tail = hn::Mul(z, series);
  return out;
}

/// What a logarithm gives outside (0, infinity): -infinity at 0, NaN below, infinity and NaN as they are.
template <class D, class V> HWY_INLINE V log_ends(D d, V x, V result) {
  using L = std::numeric_limits<Lane<D>>;
  const V infinity = hn::Set(d, L::infinity());
  const V low = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), hn::Set(d, L::quiet_NaN()));
  result = hn::IfThenElse(hn::Gt(x, hn::Zero(d)), result, low);
  return hn::IfThenElse(hn::Lt(x, infinity), result, x);
}

template <class D, class V> HWY_INLINE V log_core(D d, V x) {
  const auto e = log_parts(d, x);
  const V ln2_low = hn::Mul(e.k, constant(d, 9.0580006145e-6f, 1.90821492927058770002e-10));
  const V tail = hn::Sub(hn::Mul(e.s, hn::Sub(e.f, e.tail)), ln2_low);
  return hn::MulSub(e.k, constant(d, 0.69313812256f, 0.693147180369123816490), hn::Sub(tail, e.f));
}
/// Logarithms: log within 1 unit, log2 within 2, log10 within 2.5.
template <class D, class V> HWY_INLINE V log(D d, V x) {
  return log_ends(d, x, hn::IfThenElse(hn::Eq(x, x), log_core(d, x), x));
}
template <class D, class V> HWY_INLINE V log2(D d, V x) {
  const auto e = log_parts(d, x);
  return log_ends(d, x, hn::MulAdd(e.log_m(), constant(d, 1.44269504088896340736), e.k));
}
template <class D, class V> HWY_INLINE V log10(D d, V x) {
  const auto e = log_parts(d, x);
  const V low = hn::MulAdd(e.k, constant(d, 4.605038981195214e-06f, 3.694239077158931e-13),
                           hn::Mul(e.log_m(), constant(d, 0.4342944819032518276511)));
  return log_ends(d, x, hn::MulAdd(e.k, constant(d, 0.301025390625f, 0.30102999566361177153), low));
}
/// log(1 + x), within 2.5 units: the rounding of y = 1 + x is made good by the factor x / (y - 1).
template <class D, class V> HWY_INLINE V log1p(D d, V x) {
  const V one = constant(d, 1), y = hn::Add(x, one);
  const auto tiny = hn::Eq(y, one);
  const V away = hn::IfThenElse(tiny, one, hn::Sub(y, one));
  const V result = hn::IfThenElse(tiny, x, hn::Mul(log_core(d, y), hn::Div(x, away)));
  return hn::IfThenElse(tiny, x, log_ends(d, y, result));
}

/// 1 / (1 + e^-x): within 3 units, but anything up to the least normal number where it is below that.
template <class D, class V> HWY_INLINE V sigmoid(D d, V x) {
  const V one = constant(d, 1);
  return hn::Div(one, hn::Add(one, exp_coarse_ends(d, hn::Neg(x))));
}

/// tanh: within 3 units.
template <class D, class V> HWY_INLINE V tanh(D d, V x) {
  const V size = at_most(d, constant(d, 9.5f, 20.0), hn::Abs(x));
  const V e = expm1_small(d, hn::Add(size, size));
  return hn::CopySign(hn::Div(e, hn::Add(e, constant(d, 2))), x);
}

/// sinh and cosh: within 3.5 units.
template <class D, class V> HWY_INLINE V sinh(D d, V x) {
  const V size = hn::Abs(x);
  const V e = expm1_small(d, at_most(d, constant(d, 30), size));
  const V small = hn::Mul(constant(d, 0.5), hn::Add(e, hn::Div(e, hn::Add(e, constant(d, 1)))));
  const V root = exp(d, hn::Mul(size, constant(d, 0.5)));
  const V big = hn::Mul(hn::Mul(root, constant(d, 0.5)), root);
  return hn::CopySign(hn::IfThenElse(hn::Gt(size, constant(d, 20)), big, small), x);
}
template <class D, class V> HWY_INLINE V cosh(D d, V x) {
  const V root = exp(d, hn::Mul(hn::Abs(x), constant(d, 0.5)));
  const V half = hn::Mul(hn::Mul(root, constant(d, 0.5)), root);
  return hn::Add(half, hn::Div(constant(d, 0.25), half));
}

// With fused products Highway's sin and cos come out above 1 here and there.
template <class D, class V> HWY_INLINE V within_one(D d, V y) {
  return at_least(d, constant(d, -1), at_most(d, constant(d, 1), y));
}
template <class D, class V, class F> HWY_INLINE V lane_by_lane(D d, V x, F f) {
  alignas(64) Lane<D> lanes[hn::MaxLanes(d)];
  hn::Store(x, d, lanes);
  for (size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = f(lanes[i]);
  return hn::Load(d, lanes);
}
/// sin and cos, within 3 units: the reduction of the argument is good up to 39000, the C library takes over beyond.
template <class D, class V> HWY_INLINE V sin(D d, V x) {
  const V size = hn::Abs(x);
  // Near 0 the sine is its argument: the sign of zero stays.
  if (HWY_LIKELY(hn::AllTrue(d, hn::Le(size, constant(d, 39000)))))
    return hn::IfThenElse(hn::Lt(size, constant(d, 0x1p-27)), x, within_one(d, hn::Sin(d, x)));
  return lane_by_lane(d, x, [](auto a) { return std::sin(a); });
}
template <class D, class V> HWY_INLINE V cos(D d, V x) {
  const V size = hn::Abs(x);
  // Near 0 the shifted argument is a unit off in float64, where the cosine is 1.
  if (HWY_LIKELY(hn::AllTrue(d, hn::Le(size, constant(d, 39000)))))
    return hn::IfThenElse(hn::Lt(size, constant(d, 0x1p-27)), constant(d, 1), within_one(d, hn::Cos(d, x)));
  return lane_by_lane(d, x, [](auto a) { return std::cos(a); });
}

/// erf in float, within 1.5 units, after N. Juffa: x times a polynomial in x^2 near zero, 1 - e^(a polynomial) further out.
template <class D, class V> HWY_INLINE V erf_float(D d, V x) {
  const V t = at_most(d, constant(d, 4), hn::Abs(x)), s = hn::Mul(x, x), u = hn::Mul(t, t);
  const V near = hn::MulAdd(polynomial(d, s, 1.28379166e-1, -3.76125336e-1, 1.12819925e-1, -2.67681349e-2,
                                       4.99119423e-3, -5.96761703e-4),
                            x, x);
  V r = hn::MulAdd(hn::MulAdd(constant(d, -1.72853470e-5), t, constant(d, 3.83197126e-4)), u,
                   hn::MulAdd(constant(d, -3.88396438e-3), t, constant(d, 2.42546219e-2)));
  r = hn::MulAdd(r, t, constant(d, -1.06777877e-1));
  r = hn::MulAdd(r, t, constant(d, -6.34846687e-1));
  r = hn::MulAdd(r, t, constant(d, -1.28717512e-1));
  r = hn::MulAdd(r, t, hn::Neg(t));
  const V far = hn::CopySign(hn::Sub(constant(d, 1), exp_coarse_ends(d, r)), x);
  return hn::IfThenElse(hn::Gt(hn::Abs(x), constant(d, 0.927734375)), far, near);
}
/// erf: in double it is the C library's.
template <class D, class V> HWY_INLINE V erf(D d, V x) {
  if constexpr (kIsFloat<D>) return erf_float(d, x);
  else return lane_by_lane(d, x, [](double a) { return std::erf(a); });
}

#if HWY_TARGET != HWY_SCALAR
/// x^y in float through double, rounded once where x is an ordinary positive number.
template <class D, class V> HWY_INLINE V pow_positive(D d, V x, V y) {
  const hn::Half<D> dh;
  const hn::Rebind<double, hn::Half<D>> dd;
  const auto power = [&](auto a, auto b) {
    const auto e = hn::Mul(log_core(dd, hn::PromoteTo(dd, a)), hn::PromoteTo(dd, b));
    return hn::DemoteTo(dh, exp_coarse_ends(dd, e));
  };
  return hn::Combine(d, power(hn::UpperHalf(dh, x), hn::UpperHalf(dh, y)),
                     power(hn::LowerHalf(dh, x), hn::LowerHalf(dh, y)));
}
/// x^y from |x|^y for a negative x or zero, whose power in `power` may be anything.
template <class D, class V> HWY_INLINE V pow_with_sign(D d, V x, V y, V power) {
  using L = std::numeric_limits<Lane<D>>;
  const V zero = hn::Zero(d), half = hn::Mul(y, constant(d, 0.5));
  const V low = hn::IfThenElse(hn::Lt(y, zero), hn::Set(d, L::infinity()), constant(d, 1));
  power = hn::IfThenElse(hn::Eq(x, zero), hn::IfThenElse(hn::Gt(y, zero), zero, low), power);
  const auto whole = hn::Eq(hn::Floor(y), y), odd = hn::And(whole, hn::Ne(hn::Floor(half), half));
  power = hn::IfThenElse(odd, hn::CopySign(power, x), power);
  return hn::IfThenElse(hn::And(hn::Lt(x, zero), hn::Ne(hn::Floor(y), y)), hn::Set(d, L::quiet_NaN()), power);
}
#endif
/// x^y: within 1 unit; in double it is the C library's.
template <class D, class V> HWY_INLINE V pow(D d, V x, V y) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kIsFloat<D>) {
    const V infinity = hn::Set(d, std::numeric_limits<float>::infinity()), zero = hn::Zero(d);
    const auto usual = [&](V size) {
      const auto in_range = hn::And(hn::Ge(size, hn::Set(d, 1.175494351e-38f)), hn::Lt(size, infinity));
      return hn::AllTrue(d, hn::And(in_range, hn::Lt(hn::Abs(y), infinity)));
    };
    if (HWY_LIKELY(usual(x))) return pow_positive(d, x, y);
    const V size = hn::IfThenElse(hn::Eq(x, zero), constant(d, 1), hn::Abs(x));
    if (usual(size)) return pow_with_sign(d, x, y, pow_positive(d, size, y));
  }
#endif
  alignas(64) Lane<D> a[hn::MaxLanes(d)], b[hn::MaxLanes(d)];
  hn::Store(x, d, a);
  hn::Store(y, d, b);
  for (size_t i = 0; i < hn::Lanes(d); ++i) a[i] = std::pow(a[i], b[i]);
  return hn::Load(d, a);
}

}  // namespace vec
}  // namespace
}  // namespace torch::inline rushlight

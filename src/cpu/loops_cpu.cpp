// The pointwise driver (see loops.h). Dimensions are put in the order of the output's memory and merged where all
// operands allow, which leaves one flat run in the common case; then threads take equal parts of the elements.
#include "cpu/loops.h"

#include <cstring>

#include "rushlight/core/parallel.h"

namespace rushlight {
namespace {

constexpr int kMaxDims = 16;
constexpr int64_t kTile = 512;     // elements: six float tiles are 12 KB, well inside L1
constexpr int64_t kGrain = 32768;  // elements for which a second thread pays

struct Operand {
  char* data;
  ScalarType dtype;
  int64_t item;
  int64_t strides[kMaxDims];  // in elements, over the merged dimensions
};

struct Plan {
  Operand operands[kMaxOperands];  // outputs first
  int outputs, count;
  int dims;
  int64_t sizes[kMaxDims];
  int64_t numel;
};

// One number as another type. Narrow integers take the low bits of an int64, as C++ conversion does; floats go through
// int64 so that negative values wrap alike everywhere. A complex number becomes real by its real part.
template <class To, class From> To converted(const From& v) {
  if constexpr (is_complex_v<From> && is_complex_v<To>) {
    using Part = typename To::value_type;
    return To(static_cast<Part>(v.real()), static_cast<Part>(v.imag()));
  } else if constexpr (is_complex_v<From>) {
    return converted<To>(v.real());
  } else if constexpr (is_complex_v<To>) {
    return To(static_cast<typename To::value_type>(v));
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To> && sizeof(To) < 8) {
    return static_cast<To>(static_cast<int64_t>(v));
  } else {
    return static_cast<To>(v);
  }
}

template <class To, class From> void convert_run(const From* from, int64_t stride, To* to, int64_t n) {
  if (stride == 1) {
    for (int64_t i = 0; i < n; ++i) to[i] = converted<To>(from[i]);
  } else if (stride == 0) {
    const To v = converted<To>(from[0]);
    for (int64_t i = 0; i < n; ++i) to[i] = v;
  } else {
    for (int64_t i = 0; i < n; ++i) to[i] = converted<To>(from[i * stride]);
  }
}

// Bits of a 16-bit float as a type that the loops above can convert without library calls.
struct BFloatBits {
  uint16_t bits;
  operator float() const {
    const uint32_t w = static_cast<uint32_t>(bits) << 16;
    float f;
    std::memcpy(&f, &w, 4);
    return f;
  }
};
struct HalfBits {
  uint16_t bits;
  operator float() const {
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16, mag = bits & 0x7fffu;
    uint32_t w;
    if (mag >= 0x7c00u) w = sign | 0x7f800000u | ((mag & 0x3ffu) << 13);
    else if (mag >= 0x400u) w = sign | ((mag << 13) + 0x38000000u);
    else {
      const float v = static_cast<float>(mag) * 0x1p-24f;
      return sign ? -v : v;
    }
    float f;
    std::memcpy(&f, &w, 4);
    return f;
  }
};

template <class To> void load(const Operand& a, int64_t offset, int64_t stride, To* to, int64_t n) {
  const char* p = a.data + offset * a.item;
  switch (a.dtype) {
    case kFloat: return convert_run(reinterpret_cast<const float*>(p), stride, to, n);
    case kDouble: return convert_run(reinterpret_cast<const double*>(p), stride, to, n);
    case kLong: return convert_run(reinterpret_cast<const int64_t*>(p), stride, to, n);
    case kInt: return convert_run(reinterpret_cast<const int32_t*>(p), stride, to, n);
    case kShort: return convert_run(reinterpret_cast<const int16_t*>(p), stride, to, n);
    case kChar: return convert_run(reinterpret_cast<const int8_t*>(p), stride, to, n);
    case kByte:
    case kBool: return convert_run(reinterpret_cast<const uint8_t*>(p), stride, to, n);
    case kBFloat16: return convert_run(reinterpret_cast<const BFloatBits*>(p), stride, to, n);
    case kHalf: return convert_run(reinterpret_cast<const HalfBits*>(p), stride, to, n);
    case kComplexFloat: return convert_run(reinterpret_cast<const Complex<float>*>(p), stride, to, n);
    case kComplexDouble: return convert_run(reinterpret_cast<const Complex<double>*>(p), stride, to, n);
    default: return;
  }
}

uint16_t bfloat_bits(float v) {
  uint32_t x;
  std::memcpy(&x, &v, 4);
  if ((x & 0x7fffffffu) > 0x7f800000u) return 0x7fc0;
  return static_cast<uint16_t>((x + 0x7fffu + ((x >> 16) & 1u)) >> 16);
}
uint16_t half_bits(float v) {
  uint32_t x;
  std::memcpy(&x, &v, 4);
  const uint32_t sign = (x >> 16) & 0x8000u, mag = x & 0x7fffffffu;
  if (mag >= 0x7f800000u) return static_cast<uint16_t>(sign | (mag > 0x7f800000u ? 0x7e00u : 0x7c00u));
  if (mag >= 0x477ff000u) return static_cast<uint16_t>(sign | 0x7c00u);
  if (mag < 0x38800000u) {
    float shifted;
    std::memcpy(&shifted, &mag, 4);
    shifted += 0.5f;
    uint32_t s;
    std::memcpy(&s, &shifted, 4);
    return static_cast<uint16_t>(sign | (s - 0x3f000000u));
  }
  return static_cast<uint16_t>(sign | ((mag + 0xfffu + ((mag >> 13) & 1u) - 0x38000000u) >> 13));
}

template <class To, class From> void store_run(const From* from, To* to, int64_t stride, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i * stride] = converted<To>(from[i]);
}

template <class From>
void store(const Operand& a, int64_t offset, int64_t stride, const From* from, int64_t n) {
  char* p = a.data + offset * a.item;
  switch (a.dtype) {
    case kFloat: return store_run(from, reinterpret_cast<float*>(p), stride, n);
    case kDouble: return store_run(from, reinterpret_cast<double*>(p), stride, n);
    case kLong: return store_run(from, reinterpret_cast<int64_t*>(p), stride, n);
    case kInt: return store_run(from, reinterpret_cast<int32_t*>(p), stride, n);
    case kShort: return store_run(from, reinterpret_cast<int16_t*>(p), stride, n);
    case kChar: return store_run(from, reinterpret_cast<int8_t*>(p), stride, n);
    case kByte: return store_run(from, reinterpret_cast<uint8_t*>(p), stride, n);
    case kBool:
      for (int64_t i = 0; i < n; ++i) reinterpret_cast<uint8_t*>(p)[i * stride] = from[i] != From(0);
      return;
    case kBFloat16:
      for (int64_t i = 0; i < n; ++i)
        reinterpret_cast<uint16_t*>(p)[i * stride] = bfloat_bits(converted<float>(from[i]));
      return;
    case kHalf:
      for (int64_t i = 0; i < n; ++i)
        reinterpret_cast<uint16_t*>(p)[i * stride] = half_bits(converted<float>(from[i]));
      return;
    case kComplexFloat: return store_run(from, reinterpret_cast<Complex<float>*>(p), stride, n);
    case kComplexDouble: return store_run(from, reinterpret_cast<Complex<double>*>(p), stride, n);
    default: return;
  }
}

// A tensor's dtype as its compute type sees it without conversion.
template <class T> constexpr ScalarType same_type = CppTypeToScalarType<T>::value;

int64_t offset_at(const Plan& plan, const Operand& a, const int64_t* index) {
  int64_t offset = 0;
  for (int d = 0; d < plan.dims; ++d) offset += index[d] * a.strides[d];
  return offset;
}

// Elements [first, last) of the iteration, cut into runs of the innermost dimension; short runs share one tile.
template <class T>
void walk(const Plan& plan, TileFn fn, const void* attributes, int64_t first, int64_t last) {
  alignas(64) T buffers[kMaxOperands][kTile];
  const int inner = plan.dims - 1;
  const int64_t length = plan.sizes[inner];
  int64_t index[kMaxDims];
  int64_t rest = first;
  for (int d = inner; d >= 0; --d) {
    index[d] = rest % plan.sizes[d];
    rest /= plan.sizes[d];
  }
  // What a buffer is full of: a value that is broadcast along the run is spread once for all runs in a row that have it.
  const char* spread[kMaxOperands] = {};
  bool one_value[kMaxOperands];         // everywhere
  bool in_place = length >= kTile / 4;  // no buffer limits a run
  for (int k = 0; k < plan.count; ++k) {
    const Operand& a = plan.operands[k];
    in_place &= a.dtype == same_type<T> && a.strides[inner] == 1;
    one_value[k] = true;
    for (int d = 0; d < plan.dims; ++d) one_value[k] &= a.strides[d] == 0;
  }
  while (first < last) {
    // One tile: a piece of one run, or several whole short runs packed behind each other.
    int64_t tile = 0, tile_index[kMaxDims];
    std::memcpy(tile_index, index, sizeof index);
    const bool pack = length < kTile / 4;
    const int64_t most = last - first < kTile || in_place ? last - first : kTile;
    void* pointers[kMaxOperands];
    bool direct[kMaxOperands];
    for (int k = 0; k < plan.count; ++k) {
      const Operand& a = plan.operands[k];
      direct[k] = !pack && a.dtype == same_type<T> && a.strides[inner] == 1;
      pointers[k] = direct[k] ? a.data + offset_at(plan, a, index) * a.item : static_cast<void*>(buffers[k]);
    }
    // Load runs until the tile is full; all operands advance together.
    while (tile < most) {
      int64_t run = length - index[inner];
      if (run > most - tile) run = most - tile;
      for (int k = plan.outputs; k < plan.count; ++k) {
        if (direct[k]) continue;
        const Operand& a = plan.operands[k];
        const int64_t offset = offset_at(plan, a, index);
        if (!one_value[k] && (pack || a.strides[inner] != 0)) {
          load(a, offset, a.strides[inner], buffers[k] + tile, run);
        } else if (spread[k] != a.data + offset * a.item) {
          spread[k] = a.data + offset * a.item;
          const int64_t count = one_value[k] ? plan.numel : length;
          load(a, offset, 0, buffers[k], kTile < count ? kTile : count);
        }
      }
      tile += run;
      index[inner] += run;
      for (int d = inner; d > 0 && index[d] == plan.sizes[d]; --d) {
        index[d] = 0;
        ++index[d - 1];
      }
      if (!pack) break;
    }
    fn(attributes, pointers, const_cast<const void* const*>(pointers + plan.outputs), tile);
    for (int k = 0; k < plan.outputs; ++k) {
      if (direct[k]) continue;
      const Operand& a = plan.operands[k];
      int64_t at[kMaxDims];
      std::memcpy(at, tile_index, sizeof at);
      for (int64_t done = 0; done < tile;) {
        int64_t run = length - at[inner];
        if (run > tile - done) run = tile - done;
        store(a, offset_at(plan, a, at), a.strides[inner], buffers[k] + done, run);
        done += run;
        at[inner] += run;
        for (int d = inner; d > 0 && at[d] == plan.sizes[d]; --d) {
          at[d] = 0;
          ++at[d - 1];
        }
      }
    }
    first += tile;
  }
}

// Strides of `v` over the shape of the output, 0 where it broadcasts.
void expand_strides(const View& v, const View& out, int64_t* strides) {
  const int shift = out.dims - v.dims;
  for (int d = 0; d < out.dims; ++d)
    strides[d] = d < shift || v.sizes[d - shift] == 1 ? 0 : v.strides[d - shift];
}

// Orders dimensions by the output's strides and merges neighbours that are one run for all operands.
void make_plan(Plan& plan, Views in, Views out) {
  plan.outputs = static_cast<int>(out.size());
  plan.count = plan.outputs + static_cast<int>(in.size());
  plan.numel = out[0].numel;
  const int n = out[0].dims;
  int order[kMaxDims];
  for (int d = 0; d < n; ++d) order[d] = d;
  for (int i = 1; i < n; ++i)  // insertion sort: descending strides, stable
    for (int j = i; j > 0 && out[0].strides[order[j - 1]] < out[0].strides[order[j]]; --j) {
      const int t = order[j];
      order[j] = order[j - 1];
      order[j - 1] = t;
    }
  int64_t strides[kMaxOperands][kMaxDims];
  for (int k = 0; k < plan.count; ++k) {
    const View& v = k < plan.outputs ? out[k] : in[k - plan.outputs];
    plan.operands[k].data = static_cast<char*>(v.data);
    plan.operands[k].dtype = v.dtype;
    plan.operands[k].item = element_size(v.dtype);
    expand_strides(v, out[0], strides[k]);
  }
  int dims = 0;
  for (int i = 0; i < n; ++i) {
    const int d = order[i];
    const int64_t size = out[0].sizes[d];
    if (size == 1) continue;
    bool merge = dims > 0;
    for (int k = 0; k < plan.count && merge; ++k)
      merge = plan.operands[k].strides[dims - 1] == strides[k][d] * size;
    if (merge) plan.sizes[dims - 1] *= size;
    else plan.sizes[dims++] = size;
    for (int k = 0; k < plan.count; ++k) plan.operands[k].strides[dims - 1] = strides[k][d];
  }
  if (dims == 0) {
    plan.sizes[0] = 1;
    for (int k = 0; k < plan.count; ++k) plan.operands[k].strides[0] = 0;
    for (int k = 0; k < plan.outputs; ++k) plan.operands[k].strides[0] = 1;
    dims = 1;
  }
  plan.dims = dims;
}

// True when all elements of `v` are the same place in memory: a number, or one expanded to a shape.
bool is_one_value(const View& v) {
  for (int d = 0; d < v.dims; ++d)
    if (v.sizes[d] != 1 && v.strides[d] != 0) return false;
  return true;
}

// The operands of a call that needs no plan: outputs and inputs that are contiguous, of one length and of the compute
// type, beside inputs that are one value each.
template <class T> struct Flat {
  Views in, out;
  uint32_t values = 0;  ///< bit k: input k is one value
  bool possible = true;

  Flat(Views inputs, Views outputs) : in(inputs), out(outputs) {
    for (const View& v : out) possible &= v.contiguous && v.dtype == same_type<T>;
    for (size_t k = 0; k < in.size() && possible; ++k) {
      const View& v = in[k];
      if (v.contiguous && v.dtype == same_type<T> && v.numel == out[0].numel) continue;
      possible = is_one_value(v);
      values |= 1u << k;
    }
  }
  void run(TileFn fn, const void* attributes, int64_t first, int64_t last) const {
    if (values == 0) return call(fn, attributes, first, last, nullptr);
    alignas(64) T spread[kMaxOperands][kTile];
    const int64_t tile = last - first < kTile ? last - first : kTile;
    for (size_t k = 0; k < in.size(); ++k)
      if (values >> k & 1)
        load(Operand{static_cast<char*>(in[k].data), in[k].dtype, 0, {}}, 0, 0, spread[k], tile);
    for (int64_t i = first; i < last; i += tile)
      call(fn, attributes, i, i + tile < last ? i + tile : last, spread);
  }

 private:
  void call(TileFn fn, const void* attributes, int64_t first, int64_t last, const T (*spread)[kTile]) const {
    void* o[kMaxOperands];
    const void* p[kMaxOperands];
    for (size_t k = 0; k < out.size(); ++k) o[k] = out[k].as<T>() + first;
    for (size_t k = 0; k < in.size(); ++k) p[k] = values >> k & 1 ? spread[k] : in[k].as<const T>() + first;
    fn(attributes, o, p, last - first);
  }
};

template <class T> void run_typed(TileFn fn, const void* attributes, Views in, Views out) {
  if (const Flat<T> flat(in, out); flat.possible) {
    if (out[0].numel <= kGrain) return flat.run(fn, attributes, 0, out[0].numel);
    return parallel_for(0, out[0].numel, kGrain,
                        [&](int64_t first, int64_t last) { flat.run(fn, attributes, first, last); });
  }
  Plan plan;
  make_plan(plan, in, out);
  parallel_for(0, plan.numel, kGrain,
               [&](int64_t first, int64_t last) { walk<T>(plan, fn, attributes, first, last); });
}

void pointwise(const TileKernel& kernel, const void* attributes, ScalarType compute, Views in, Views out) {
  if (out[0].numel == 0) return;
  if (compute == kFloat) return run_typed<float>(kernel.f32, attributes, in, out);
  if (compute == kDouble) return run_typed<double>(kernel.f64, attributes, in, out);
  if (compute == kComplexFloat) return run_typed<Complex<float>>(kernel.c64, attributes, in, out);
  if (compute == kComplexDouble) return run_typed<Complex<double>>(kernel.c128, attributes, in, out);
  return run_typed<int64_t>(kernel.i64, attributes, in, out);
}

template <class T> void identity(const void*, void* const* out, const void* const* in, int64_t n) {
  std::memcpy(out[0], in[0], static_cast<size_t>(n) * sizeof(T));
}

// The compute type that carries every value from one dtype to another: the wider of the two kinds, and the input's own
// for int64, which must not pass through a float type.
ScalarType carrier(ScalarType from, ScalarType to) {
  const ScalarType a = compute_type(from), b = compute_type(to);
  if (isComplexType(a) || isComplexType(b))
    return a == kComplexFloat || (a == kFloat && b == kComplexFloat) ? kComplexFloat : kComplexDouble;
  return a == kDouble || b == kDouble ? (a == kLong ? kLong : kDouble) : a;
}

void copy(const View& in, const View& out) {
  if (out.numel == 0) return;
  if (in.contiguous && out.contiguous && in.dtype == out.dtype && in.numel == out.numel) {
    const int64_t item = element_size(in.dtype);
    return parallel_for(0, in.numel, 4 * kGrain, [&](int64_t first, int64_t last) {
      std::memcpy(out.as<char>() + first * item, in.as<char>() + first * item,
                  static_cast<size_t>((last - first) * item));
    });
  }
  const TileKernel kernel{identity<float>, identity<double>, identity<int64_t>, identity<Complex<float>>,
                          identity<Complex<double>>};
  pointwise(kernel, nullptr, carrier(in.dtype, out.dtype), {&in, 1}, {&out, 1});
}

}  // namespace

template <> const LoopKernels& cpu_table<LoopKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr LoopKernels table{pointwise, copy};
  return table;
}

}  // namespace rushlight

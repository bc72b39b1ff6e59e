// The CPU kernel of copies. Elements of one dtype are moved as bytes: runs whole, and where the order of two dimensions
// changes, a square of cache lines at a time, so that each line is read and written once. Flat arrays of two dtypes are
// converted in one pass; what is left takes the pointwise driver, which converts through tiles.
#include "cpu/copy.h"

#include <algorithm>
#include <cstring>

#include "cpu/convert.h"
#include "cpu/copy_run.h"
#include "cpu/loop_plan.h"
#include "cpu/loops.h"
#include "cpu/narrow.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 32768;           // elements for which a second thread pays
constexpr int64_t kJoinGrain = 8 * kGrain;  // bytes

struct Complex128Bytes {
  uint64_t parts[2];
};

// The dimensions around a kernel's own, and where its first elements are for each of their places.
struct Outer {
  int dims = 0;
  int64_t sizes[kMaxDims], in_strides[kMaxDims], out_strides[kMaxDims];
  int64_t count = 1;

  Outer(const Plan& plan, int first_left_out, int second_left_out) {
    for (int d = 0; d < plan.dims; ++d) {
      if (d == first_left_out || d == second_left_out) continue;
      sizes[dims] = plan.sizes[d];
      out_strides[dims] = plan.operands[0].strides[d];
      in_strides[dims++] = plan.operands[1].strides[d];
      count *= plan.sizes[d];
    }
  }
};

// A place among the outer dimensions; next() costs an addition for each of the two offsets.
struct Place {
  const Outer& outer;
  int64_t index[kMaxDims], in = 0, out = 0;

  Place(const Outer& o, int64_t number) : outer(o) {
    for (int d = outer.dims - 1; d >= 0; --d) {
      index[d] = number % outer.sizes[d];
      number /= outer.sizes[d];
      in += index[d] * outer.in_strides[d];
      out += index[d] * outer.out_strides[d];
    }
  }
  void next() {
    for (int d = outer.dims - 1; d >= 0; --d) {
      in += outer.in_strides[d];
      out += outer.out_strides[d];
      if (++index[d] < outer.sizes[d]) return;
      in -= outer.sizes[d] * outer.in_strides[d];
      out -= outer.sizes[d] * outer.out_strides[d];
      index[d] = 0;
    }
  }
};

// Calls body(place, number of the piece) for all pieces of all places, on several threads; a piece has so many elements.
template <class Body>
void each_piece(const Outer& outer, int64_t pieces, int64_t elements, const Body& body) {
  parallel_for(0, outer.count * pieces, kGrain / elements + 1, [&](int64_t first, int64_t last) {
    Place place(outer, first / pieces);
    for (int64_t unit = first; unit < last; ++unit) {
      body(place, unit % pieces);
      if (unit % pieces == pieces - 1) place.next();
    }
  });
}

// Not inlined: it would be half of what each element size has.
[[gnu::noinline]] void copy_bytes(const void* in, void* out, int64_t bytes) {
  copy_neighbours(static_cast<const char*>(in), static_cast<char*>(out), bytes);
}

template <class T> void copy_run(const T* in, int64_t in_stride, T* out, int64_t out_stride, int64_t n) {
  if (out_stride != 1) {
    for (int64_t i = 0; i < n; ++i) out[i * out_stride] = in[i * in_stride];
  } else if (in_stride == 1) {
    copy_bytes(in, out, n * int64_t{sizeof(T)});
  } else if (in_stride == 0) {
    const T value = *in;
    for (int64_t i = 0; i < n; ++i) out[i] = value;
  } else if (in_stride == -1) {
    copy_reversed(in, out, n);
  } else {
    for (int64_t i = 0; i < n; ++i) out[i] = in[i * in_stride];
  }
}

// Run after run along the innermost dimension of the output; long runs are cut for the threads.
template <class T> void copy_runs(const Plan& plan) {
  const int inner = plan.dims - 1;
  const Outer outer(plan, inner, inner);
  const int64_t n = plan.sizes[inner], piece = std::min(n, 2 * kGrain), pieces = (n + piece - 1) / piece;
  const int64_t in_stride = plan.operands[1].strides[inner], out_stride = plan.operands[0].strides[inner];
  const T* in = reinterpret_cast<const T*>(plan.operands[1].data);
  T* out = reinterpret_cast<T*>(plan.operands[0].data);
  each_piece(outer, pieces, piece, [&](const Place& place, int64_t number) {
    const int64_t begin = number * piece;
    copy_run(in + place.in + begin * in_stride, in_stride, out + place.out + begin * out_stride, out_stride,
             std::min(piece, n - begin));
  });
}

// out[a * across + b] = in[a + b * apart] for a rectangle of `as` by `bs`, through a buffer that is read by rows of the
// input and written by rows of the output.
template <class T>
void transpose_block(const T* in, int64_t apart, int64_t as, T* out, int64_t across, int64_t bs, T* buffer) {
  for (int64_t b = 0; b < bs; ++b) copy_neighbours(in + b * apart, buffer + b * as, as);
  for (int64_t a = 0; a < as; ++a)
    for (int64_t b = 0; b < bs; ++b) out[a * across + b] = buffer[b * as + a];
}

// The innermost dimension of the output has strides in the input, in which dimension `cross` is the innermost.
template <class T> void copy_transposed(const Plan& plan, int cross) {
  constexpr int64_t kLine = sizeof(T) < 16 ? 64 / sizeof(T) : 4;  // elements
  const int inner = plan.dims - 1;
  const Outer outer(plan, inner, cross);
  const int64_t apart = plan.operands[1].strides[inner], across = plan.operands[0].strides[cross];
  const int64_t as = plan.sizes[cross], bs = plan.sizes[inner];
  // Few elements in one direction leave room for more in the other.
  const int64_t a_step = bs < kLine ? kLine * kLine / bs : kLine, strips = (as + a_step - 1) / a_step;
  const T* in = reinterpret_cast<const T*>(plan.operands[1].data);
  T* out = reinterpret_cast<T*>(plan.operands[0].data);
  each_piece(outer, strips, a_step * bs, [&](const Place& place, int64_t strip) {
    alignas(64) T buffer[kLine * kLine];
    const int64_t a = strip * a_step, a_count = std::min(a_step, as - a);
    for (int64_t b = 0; b < bs; b += kLine) {
      const int64_t b_count = std::min(kLine, bs - b);
      const T* from = in + place.in + a + b * apart;
      T* to = out + place.out + a * across + b;
      if (a_count == kLine && b_count == kLine)  // the sizes that the compiler can unroll
        transpose_block(from, apart, kLine, to, across, kLine, buffer);
      else transpose_block(from, apart, a_count, to, across, b_count, buffer);
    }
  });
}

// The dimension whose elements are neighbours in the input, where that is not the innermost of the output; else -1.
int crossing(const Plan& plan) {
  constexpr int64_t kWorthBlocks = 16;  // fewer neighbours are soon read again anyway (bench/lab/copies.cpp)
  const int inner = plan.dims - 1;
  if (plan.operands[0].strides[inner] != 1) return -1;
  if (plan.operands[1].strides[inner] == 0 || plan.operands[1].strides[inner] == 1) return -1;
  for (int d = 0; d < inner; ++d)
    if (plan.operands[1].strides[d] == 1 && plan.sizes[d] >= kWorthBlocks) return d;
  return -1;
}

template <class T> void copy_plan(const Plan& plan) {
  if (const int cross = crossing(plan); cross >= 0) copy_transposed<T>(plan, cross);
  else copy_runs<T>(plan);
}

// Whether the innermost two dimensions are rows of neighbours, not many and maybe backwards, which then are copied.
bool copy_short_rows(const Plan& plan) {
  constexpr int64_t kLongRow = 1024;  // bytes from which the way to a row is nothing beside its copy
  const int inner = plan.dims - 1, row = inner - 1;
  const Operand &out = plan.operands[0], &in = plan.operands[1];
  if (inner == 0 || out.strides[inner] != 1) return false;
  const int64_t n = plan.sizes[inner], bytes = n * out.item, rows = plan.sizes[row];
  const CopyRows copy = in.strides[inner] == 1    ? rows_of(bytes)
                        : in.strides[inner] == -1 ? reversed_rows_of(out.item)
                                                  : nullptr;
  if (bytes > kLongRow || copy == nullptr) return false;
  const Outer outer(plan, inner, row);
  const int64_t piece = std::min(rows, 2 * kGrain / n + 1), pieces = (rows + piece - 1) / piece;
  const int64_t in_step = in.strides[row] * in.item, out_step = out.strides[row] * out.item;
  each_piece(outer, pieces, piece * n, [&](const Place& place, int64_t number) {
    const int64_t begin = number * piece;
    copy(in.data + place.in * in.item + begin * in_step, in_step,
         out.data + place.out * out.item + begin * out_step, out_step, bytes, std::min(piece, rows - begin));
  });
  return true;
}

void copy_strided(const View& in, const View& out) {
  Plan plan;
  make_plan(plan, {&in, 1}, {&out, 1});
  if (copy_short_rows(plan)) return;
  switch (element_size(in.dtype)) {
    case 1: return copy_plan<uint8_t>(plan);
    case 2: return copy_plan<uint16_t>(plan);
    case 4: return copy_plan<uint32_t>(plan);
    case 8: return copy_plan<uint64_t>(plan);
    default: return copy_plan<Complex128Bytes>(plan);
  }
}

// A conversion of neighbours.
using ConvertFn = void (*)(const void* from, void* to, int64_t n);

template <class From, class To> void convert_flat(const void* from, void* to, int64_t n) {
  convert_neighbours(static_cast<const From*>(from), static_cast<To*>(to), n);
}
template <class From> void truth_flat(const void* from, void* to, int64_t n) {
  store_truths(static_cast<const From*>(from), static_cast<uint8_t*>(to), 1, n);
}

[[maybe_unused]] void half_flat(const void* from, void* to, int64_t n) {
  store_halves(static_cast<const float*>(from), static_cast<uint16_t*>(to), 1, n);
}
[[maybe_unused]] void bfloat_flat(const void* from, void* to, int64_t n) {
  store_each(static_cast<const float*>(from), static_cast<uint16_t*>(to), 1, n, bfloat_bits);
}

// Null where bits are only copied, which is not done here.
template <class From, class To> constexpr ConvertFn flat() {
  if constexpr (std::is_integral_v<From> == std::is_integral_v<To> && sizeof(From) == sizeof(To))
    return nullptr;
  else return convert_flat<From, To>;
}
// The bits of a narrow integer are those of the unsigned number.
template <class From> ConvertFn conversion_from(ScalarType to) {
  switch (to) {
    case kFloat: return flat<From, float>();
    case kDouble: return flat<From, double>();
    case kLong: return flat<From, int64_t>();
    case kInt: return flat<From, int32_t>();
    case kShort:
      if constexpr (kNarrowForms) return flat<From, uint16_t>();
      else return nullptr;
    case kChar:
    case kByte: return flat<From, uint8_t>();
    case kBool: return truth_flat<std::conditional_t<sizeof(From) == 1, uint8_t, From>>;
    default: return nullptr;
  }
}
ConvertFn conversion_from_narrow(ScalarType from, ScalarType to) {
  if constexpr (kNarrowForms) switch (from) {
      case kShort: return conversion_from<int16_t>(to);
      case kChar: return conversion_from<int8_t>(to);
      case kHalf: return to == kFloat ? convert_flat<HalfBits, float> : nullptr;
      case kBFloat16: return to == kFloat ? convert_flat<BFloatBits, float> : nullptr;
      default: break;
    }
  return nullptr;
}
// The usual pairs of dtypes have conversions in one pass, others null.
ConvertFn conversion(ScalarType from, ScalarType to) {
  switch (from) {
    case kFloat:
      if constexpr (kNarrowForms) {
        if (to == kHalf) return half_flat;
        if (to == kBFloat16) return bfloat_flat;
      }
      return conversion_from<float>(to);
    case kDouble: return conversion_from<double>(to);
    case kLong: return conversion_from<int64_t>(to);
    case kInt: return conversion_from<int32_t>(to);
    case kByte:
    case kBool: return conversion_from<uint8_t>(to);
    default: return conversion_from_narrow(from, to);
  }
}

// Whether `in` was converted in one pass.
bool convert_in_one_pass(const View& in, const View& out) {
  const ConvertFn convert = conversion(in.dtype, out.dtype);
  if (convert == nullptr) return false;
  const int64_t from = element_size(in.dtype), to = element_size(out.dtype);
  parallel_for(0, in.numel, kGrain, [&](int64_t first, int64_t last) {
    convert(in.as<const char>() + first * from, out.as<char>() + first * to, last - first);
  });
  return true;
}

template <class T> void identity(const void*, void* const* out, const void* const* in, int64_t n, uint32_t) {
  std::memcpy(out[0], in[0], static_cast<size_t>(n) * sizeof(T));
}

// The compute type that carries every value from one dtype to another: the wider of the two kinds, and the input's own
// for int64, which must not pass through a float type. Integers that float holds go to it at once.
ScalarType carrier(ScalarType from, ScalarType to) {
  const bool byte = from == kByte || from == kBool;
  const ScalarType a = byte ? kInt : compute_type(from), b = compute_type(to);
  if (b == kFloat && (byte || from == kChar || from == kShort)) return kFloat;
  if (isComplexType(a) || isComplexType(b))
    return a == kComplexFloat || (a == kFloat && b == kComplexFloat) ? kComplexFloat : kComplexDouble;
  return a == kDouble || b == kDouble ? (a == kLong ? kLong : kDouble) : a;
}

// Any dtypes and strides.
void convert(const View& in, const View& out) {
  const TileKernel kernel{.f32 = identity<float>,
                          .f64 = identity<double>,
                          .i64 = identity<int64_t>,
                          .c64 = identity<Complex<float>>,
                          .c128 = identity<Complex<double>>,
                          .i32 = identity<int32_t>};
  cpu_table<LoopKernels, Isa::RUSHLIGHT_ISA>().pointwise(kernel, nullptr, carrier(in.dtype, out.dtype),
                                                         {&in, 1}, {&out, 1});
}

// One value is converted once, then spread.
void spread_value(const View& in, const View& out) {
  alignas(16) char value[16];
  View one = in;
  one.data = value, one.dtype = out.dtype;
  convert(in, one);
  copy_strided(one, out);
}

// Whether a conversion leaves the bits as they are. int8 of a number that uint8 holds differs in nothing else.
bool is_copied(ScalarType from, ScalarType to) {
  return from == to || (element_size(from) == 1 && element_size(to) == 1 && to != kBool);
}

void copy(const View& in, const View& out) {
  if (out.numel == 0) return;
  const bool flat = in.contiguous && out.contiguous && in.numel == out.numel;
  const bool same = is_copied(in.dtype, out.dtype);
  if (flat && same) {
    const int64_t item = element_size(in.dtype);
    return parallel_for(0, in.numel, 4 * kGrain, [&](int64_t first, int64_t last) {
      std::memcpy(out.as<char>() + first * item, in.as<char>() + first * item,
                  static_cast<size_t>((last - first) * item));
    });
  }
  if (same) return copy_strided(in, out);
  if (flat && convert_in_one_pass(in, out)) return;
  if (in.numel == 1 && out.numel > 1) return spread_value(in, out);
  convert(in, out);
}

// In the order of the result. One run after the other would come twice to the lines of the result's cache that two share, and
// write to more pages at once than the processor foresees: 1.4 times as long for two of 256 rows of 4 KB.
void join(ArrayRef<ByteRun> runs, int64_t count, void* out) {
  int64_t row = 0;
  for (const ByteRun& run : runs) row += run.bytes;
  parallel_for(0, count * row, kJoinGrain, [&](int64_t first, int64_t last) {
    int64_t place = first / row, skipped = first % row;
    size_t r = 0;
    while (skipped >= runs[r].bytes) skipped -= runs[r++].bytes;
    for (int64_t at = first, n; at < last; at += n, skipped = 0) {
      const ByteRun& run = runs[r];
      n = std::min(run.bytes - skipped, last - at);
      copy_bytes(run.from + place * run.step + skipped, static_cast<char*>(out) + at, n);
      if (++r == runs.size()) r = 0, ++place;
    }
  });
}

}  // namespace

template <> const CopyKernels& cpu_table<CopyKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr CopyKernels table{copy, join};
  return table;
}

}  // namespace torch::inline rushlight

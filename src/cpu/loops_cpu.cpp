// The pointwise driver (see loops.h): a plan of merged dimensions (loop_plan.h), or none where all operands are flat; then
// threads take equal parts of the elements.
#include "cpu/loops.h"

#include <cstring>

#include "cpu/convert.h"
#include "cpu/loop_plan.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kTile = 512;     // elements: six float tiles are 12 KB, well inside L1
constexpr int64_t kGrain = 32768;  // elements for which a second thread pays

// A tensor's dtype as its compute type sees it without conversion.
template <class T> constexpr ScalarType same_type = CppTypeToScalarType<T>::value;

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

}  // namespace

template <> const LoopKernels& cpu_table<LoopKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr LoopKernels table{pointwise};
  return table;
}

}  // namespace torch::inline rushlight

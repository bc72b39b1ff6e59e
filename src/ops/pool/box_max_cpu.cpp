// The largest elements of boxes, by plain loops: a box is small and its elements lie apart.
#include "ops/pool/box_max.h"
#include "ops/pool/planes.h"

namespace torch::inline rushlight {
namespace {

struct Sides {
  const int64_t* table;
  int64_t outputs, step;
  Sides(const View& v, int64_t plane, int64_t by)
      : table(v.as<const int64_t>() + (v.sizes[0] == 1 ? 0 : plane) * v.sizes[1] * 2),
        outputs(v.sizes[1]),
        step(by) {}
  int64_t first(int64_t i) const { return table[2 * i]; }
  int64_t last(int64_t i) const { return table[2 * i + 1]; }
};

template <class T>
void forward(const BoxSteps& steps, const View& in, const std::array<View, 3>& tables, const View& out,
             const View& indices) {
  const int64_t h = in.sizes[2], w = in.sizes[3], volume = in.sizes[1] * h * w;
  const int64_t outputs = out.sizes[1] * out.sizes[2] * out.sizes[3];
  parallel_for(0, in.sizes[0], 32768 / (volume + outputs + 1) + 1, [&](int64_t begin, int64_t end) {
    for (int64_t plane = begin; plane < end; ++plane) {
      const T* const x = in.as<const T>() + plane * volume;
      const Sides depth(tables[0], plane, steps[0]), rows(tables[1], plane, steps[1]),
          columns(tables[2], plane, steps[2]);
      int64_t o = plane * outputs;
      for (int64_t i = 0; i < depth.outputs; ++i)
        for (int64_t j = 0; j < rows.outputs; ++j)
          for (int64_t k = 0; k < columns.outputs; ++k, ++o) {
            int64_t at = (depth.first(i) * h + rows.first(j)) * w + columns.first(k);
            T best = -__builtin_huge_val();
            for (int64_t z = depth.first(i); z < depth.last(i); z += depth.step)
              for (int64_t y = rows.first(j); y < rows.last(j); y += rows.step)
                for (int64_t c = columns.first(k); c < columns.last(k); c += columns.step) {
                  const T v = x[(z * h + y) * w + c];
                  if (v > best || v != v) best = v, at = (z * h + y) * w + c;
                }
            out.as<T>()[o] = best;
            indices.as<int64_t>()[o] = at;
          }
    }
  });
}

}  // namespace

template <> const BoxMaxKernels& cpu_table<BoxMaxKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr BoxMaxKernels table{[](const BoxSteps& steps, const View& in,
                                          const std::array<View, 3>& tables, const View& out,
                                          const View& indices) {
    (in.dtype == kDouble ? forward<double> : forward<float>)(steps, in, tables, out, indices);
  }};
  return table;
}

}  // namespace torch::inline rushlight

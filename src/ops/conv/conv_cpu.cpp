// Convolution as a matrix product over patches, a strip of output rows at a time so that the patches stay in the cache and
// memory is bounded whatever the image; images and strips are shared out to the threads. Before it come forms for what patches
// do badly (native_form.h). Next: patches.h.
#include "op/cpu_table.h"
#include "ops/conv/native_form.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kThreadWork = 1 << 19;  // multiplications worth a thread

// Rows of outputs whose patches fill about `patch_bytes`.
template <class T> int64_t strip_rows(const ConvSizes& s, int64_t patch_bytes) {
  if (s.plain()) return greater(1, s.rows());
  const int64_t row = s.depth() * s.ow * static_cast<int64_t>(sizeof(T));
  return greater(1, lesser(s.rows(), patch_bytes / (row + 1)));
}

int64_t work_of(const ConvSizes& s) { return s.weight_group() * s.out_plane() + 1; }

// The channels of a group of the input, which several threads share where the images are too few for all of them.
struct ChannelParts {
  const ConvSizes& sizes;
  int64_t count;
  ChannelParts(const ConvSizes& s, int64_t images, int64_t threads)
      : sizes(s), count(images < threads ? greater(1, lesser(s.c, (threads + images - 1) / images)) : 1) {}
  int64_t begin(int64_t part) const { return (sizes.c * part + count - 1) / count; }
  /// The convolution of one part's channels; no part has more than the first.
  ConvSizes operator[](int64_t part) const {
    ConvSizes some = sizes;
    some.c = begin(part + 1) - begin(part);
    return some;
  }
};

// Calls body(group, first image, images) for all images of all groups, `together` at once.
template <class Body> void each_together(const ConvSizes& s, int64_t together, const Body& body) {
  const int64_t parts = (s.n + together - 1) / together;
  parallel_for(0, parts * s.k.groups, kThreadWork / (together * work_of(s)) + 1,
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   const int64_t first = i / s.k.groups * together;
                   body(i % s.k.groups, first, lesser(together, s.n - first));
                 }
               });
}

template <class T>
void forward_by(const NativeWay& way, const ConvSizes& s, const View& in, const View& weight,
                const View& bias, const View& out) {
  const ConvWindow& k = s.k;
  const NativeForm form = way.form;
  const T* const add = bias.defined() ? bias.as<const T>() : nullptr;
  if (form == NativeForm::kWhole)
    return forward_whole(s, in.as<const T>(), weight.as<const T>(), add, out.as<T>());
  if constexpr (kHasLanes<T>)
    if (form == NativeForm::kLanes)
      return lanes_walk(s, false, in.as<const T>(), weight.as<const T>(), add, out.as<T>(), kThreadWork);
  if constexpr (kWalks<T>)
    if (form == NativeForm::kWalk)
      return direct_forward(s, in.as<const T>(), weight.as<const T>(), add, out.as<T>(), kThreadWork);
  if (form == NativeForm::kTogether)
    return each_together(s, way.images, [&](int64_t group, int64_t first, int64_t images) {
      const int64_t at = first * k.groups + group;
      forward_images(s, in.as<const T>() + at * s.in_group(), weight.as<const T>() + group * s.weight_group(),
                     add ? add + group * s.oc : nullptr, images, out.as<T>() + at * s.out_group());
    });
  const int64_t rows = strip_rows<T>(s, way.patch_bytes), strips = (s.rows() + rows - 1) / rows;
  // One strip alone leaves the threads to the matrix product.
  const int64_t grain = kThreadWork * strips / work_of(s) + 1;
  parallel_for(0, s.n * k.groups * strips, grain, [&](int64_t first, int64_t last) {
    const int64_t width = rows * s.ow + kTileCols<T>;  // of a strip, as whole panels
    Scratch<T> patches(s.plain() ? 0 : s.depth() * width), line(s.plain() ? 0 : width);
    for (int64_t i = first; i < last; ++i) {
      const int64_t image = i / strips, group = image % k.groups;
      const int64_t y0 = i % strips * rows, y1 = lesser(s.rows(), y0 + rows);
      const T* x = in.as<const T>() + image * s.in_group();
      if (!s.plain()) gather_panels(s, x, y0, y1, line.data, patches.data);
      GemmArgs g;
      g.m = s.oc, g.n = (y1 - y0) * s.ow, g.k = s.depth();
      g.a = weight.as<const T>() + group * s.weight_group(), g.a_row = g.k, g.a_col = 1;
      g.b = s.plain() ? x : patches.data, g.b_row = g.n, g.b_col = 1, g.b_packed = !s.plain();
      g.c = out.as<T>() + image * s.out_group() + y0 * s.ow, g.c_row = s.out_plane();
      g.row_bias = add ? add + group * s.oc : nullptr;
      product<T>(g);
    }
  });
}

// The gradient of the input as the forward pass of the turned convolution.
template <class T>
void walk_grad_in(const ConvSizes& s, const T* grad_out, const T* weight, const T* bias, T* to) {
  Scratch<T> turned_weight(s.k.groups * s.weight_group());
  turn_weight(s, weight, turned_weight.data);
  direct_forward(turned(s), grad_out, turned_weight.data, bias, to, kThreadWork);
}

template <class T>
void grad_in_by(const NativeWay& way, const ConvSizes& s, const View& grad_out, const View& weight,
                const View& bias, const View& to) {
  const ConvWindow& k = s.k;
  const NativeForm form = way.form;
  const T* const add = bias.defined() ? bias.as<const T>() : nullptr;
  if (form == NativeForm::kWhole)
    return grad_in_whole(s, grad_out.as<const T>(), weight.as<const T>(), add, to.as<T>());
  if constexpr (kHasLanes<T>)
    if (form == NativeForm::kLanes)
      return lanes_walk(s, true, grad_out.as<const T>(), weight.as<const T>(), add, to.as<T>(), kThreadWork);
  if constexpr (kWalks<T>)
    if (form == NativeForm::kWalk)
      return walk_grad_in(s, grad_out.as<const T>(), weight.as<const T>(), add, to.as<T>());
  if (form == NativeForm::kTogether)
    return each_together(s, way.images, [&](int64_t group, int64_t first, int64_t images) {
      const int64_t at = first * k.groups + group;
      grad_in_images(s, grad_out.as<const T>() + at * s.out_group(),
                     weight.as<const T>() + group * s.weight_group(), add ? add + group * s.c : nullptr,
                     images, to.as<T>() + at * s.in_group());
    });
  const int64_t rows = strip_rows<T>(s, way.patch_bytes);
  const ChannelParts parts(s, s.n * k.groups, get_num_threads());
  const int64_t grain = kThreadWork * parts.count / work_of(s) + 1;
  parallel_for(0, s.n * k.groups * parts.count, grain, [&](int64_t first, int64_t last) {
    Scratch<T> patches(s.plain() ? 0 : parts[0].depth() * rows * s.ow);
    for (int64_t i = first; i < last; ++i) {
      const int64_t image = i / parts.count, group = image % k.groups, begin = parts.begin(i % parts.count);
      const ConvSizes some = parts[i % parts.count];
      T* x = to.as<T>() + image * s.in_group() + begin * s.in_plane();
      const T* g_out = grad_out.as<const T>() + image * s.out_group();
      const T* const bias = add ? add + group * s.c + begin : nullptr;
      // The product of a plain one writes each input itself, all others add to what is there.
      for (int64_t c = 0; c < (s.plain() ? 0 : some.c); ++c)
        fill_row(x + c * s.in_plane(), s.in_plane(), bias ? bias[c] : T(0));
      for (int64_t y0 = 0; y0 < s.rows(); y0 += rows) {
        const int64_t y1 = lesser(s.rows(), y0 + rows);
        GemmArgs g;
        g.m = some.depth(), g.n = (y1 - y0) * s.ow, g.k = s.oc;
        g.a = weight.as<const T>() + group * s.weight_group() + begin * s.taps();
        g.a_row = 1, g.a_col = s.depth();
        g.b = g_out + y0 * s.ow, g.b_row = s.out_plane(), g.b_col = 1;
        g.c = s.plain() ? x : patches.data, g.c_row = g.n;
        g.row_bias = s.plain() ? bias : nullptr;
        product<T>(g);
        if (!s.plain()) scatter(some, patches.data, y0, y1, g.n, x);
      }
    }
  });
}

// The memory that the gradient of the weight needs: patches, and the gradients of images that go together.
template <class T> struct WeightSpace {
  int64_t images, rows;  // in one product: images, or rows of outputs of one
  Scratch<T> patches, grads;
  WeightSpace(const ConvSizes& s, const NativeWay& way)
      : images(way.images),
        rows(strip_rows<T>(s, way.patch_bytes)),
        patches(way.form == NativeForm::kWalk || (s.plain() && images == 1)
                    ? 0
                    : s.depth() * greater(rows * s.ow, images * s.out_plane())),
        grads(images == 1 ? 0 : s.oc * images * s.out_plane()) {}
};

// Adds the gradient from output rows [y0, y1) of one image.
template <class T>
void add_strip(const ConvSizes& s, const T* g_out, const T* x, int64_t y0, int64_t y1, T* to, int64_t to_row,
               T* patches) {
  GemmArgs g;
  g.m = s.oc, g.n = s.depth(), g.k = (y1 - y0) * s.ow;
  if (!s.plain()) gather(s, x, y0, y1, g.k, patches);
  g.a = g_out + y0 * s.ow, g.a_row = s.out_plane(), g.a_col = 1;
  g.b = s.plain() ? x : patches, g.b_row = 1, g.b_col = g.k;
  g.c = to, g.c_row = to_row, g.beta = 1;
  product<T>(g);
}

// Adds the gradient of images [first, last) and part `part` of the channels of one group to `sum`, which is of all groups.
template <class T>
void grad_weight_of(const ChannelParts& parts, const View& grad_out, const View& in, int64_t group,
                    int64_t part, int64_t first, int64_t last, T* sum, const WeightSpace<T>& space) {
  const ConvSizes &all = parts.sizes, s = parts[part];
  const int64_t in_step = s.k.groups * all.in_group(), out_step = s.k.groups * s.out_group();
  T* const to = sum + group * all.weight_group() + parts.begin(part) * s.taps();
  const T* const x = in.as<const T>() + group * all.in_group() + parts.begin(part) * s.in_plane();
  const T* const g_out = grad_out.as<const T>() + group * s.out_group();
  if (space.images > 1) {
    for (int64_t i = first; i < last; i += space.images)
      add_images<T>(s, {g_out + i * out_step, out_step}, {x + i * in_step, in_step},
                    lesser(space.images, last - i), space.patches.data, space.grads.data, to, all.depth());
    return;
  }
  for (int64_t i = first; i < last; ++i)
    for (int64_t y0 = 0; y0 < s.rows(); y0 += space.rows)
      add_strip(s, g_out + i * out_step, x + i * in_step, y0, lesser(s.rows(), y0 + space.rows), to,
                all.depth(), space.patches.data);
}

// Adds the gradient of images [first, last) to that of all groups, which have few output channels.
template <class T>
void walk_grad_weight(const ConvSizes& s, const View& grad_out, const View& in, int64_t first, int64_t last,
                      T* to) {
  WindowRows<T> rows(s);
  for (int64_t i = first * s.k.groups; i < last * s.k.groups; ++i)
    direct_grad_weight(s, grad_out.as<const T>() + i * s.out_group(), in.as<const T>() + i * s.in_group(),
                       to + i % s.k.groups * s.weight_group(), rows);
}

template <class T>
void grad_weight_by(const NativeWay& way, const ConvSizes& s, const View& grad_out, const View& in,
                    const View& to) {
  const ConvWindow& k = s.k;
  const NativeForm form = way.form;
  if (form == NativeForm::kWhole)
    return grad_weight_whole(s, grad_out.as<const T>(), in.as<const T>(), to.as<T>());
  if constexpr (kHasLanes<T>)
    if (form == NativeForm::kLanes)
      return lanes_grad_weight(s, grad_out.as<const T>(), in.as<const T>(), to.as<T>(), kThreadWork);
  fill_row(to.as<T>(), to.numel, T(0));
  // Images are cut into as many parts as threads are worth their while, each part with a sum of its own; fewer images than
  // threads leave each part of the images to several, which share the channels.
  const int64_t all = k.groups * work_of(s) * s.n;
  const int64_t threads = greater(1, lesser(get_num_threads(), all / kThreadWork));
  const int64_t parts = greater(1, lesser(threads, s.n));
  const ChannelParts channels(s, parts, form == NativeForm::kWalk ? 1 : threads);
  Scratch<T> sums((parts - 1) * to.numel);
  if (parts > 1) fill_row(sums.data, (parts - 1) * to.numel, T(0));
  parallel_for(0, parts * channels.count, 1, [&](int64_t first, int64_t last) {
    const WeightSpace<T> space(channels[0], way);
    for (int64_t i = first; i < last; ++i) {
      const int64_t p = i / channels.count;
      T* sum = p == 0 ? to.as<T>() : sums.data + (p - 1) * to.numel;
      const int64_t begin = s.n * p / parts, end = s.n * (p + 1) / parts;
      if constexpr (kWalks<T>) {
        if (form == NativeForm::kWalk) {
          walk_grad_weight(s, grad_out, in, begin, end, sum);
          continue;
        }
      }
      for (int64_t group = 0; group < k.groups; ++group)
        grad_weight_of(channels, grad_out, in, group, i % channels.count, begin, end, sum, space);
    }
  });
  for (int64_t p = 1; p < parts; ++p) add_row(sums.data + (p - 1) * to.numel, 1, to.numel, to.as<T>());
}

// Each pass in its way.
template <class T>
void forward(const ConvWindow& k, const View& in, const View& weight, const View& bias, const View& out) {
  const ConvSizes s = sizes_of(k, in, weight, out);
  if (out.numel != 0) forward_by<T>(native_way<T>(s, Pass::kForward), s, in, weight, bias, out);
}
template <class T>
void grad_in(const ConvWindow& k, const View& grad_out, const View& weight, const View& bias,
             const View& to) {
  const ConvSizes s = sizes_of(k, to, weight, grad_out);
  if (to.numel != 0) grad_in_by<T>(native_way<T>(s, Pass::kGradIn), s, grad_out, weight, bias, to);
}
template <class T>
void grad_weight(const ConvWindow& k, const View& grad_out, const View& in, const View& to) {
  const ConvSizes s = sizes_of(k, in, to, grad_out);
  if (to.numel != 0) grad_weight_by<T>(native_way<T>(s, Pass::kGradWeight), s, grad_out, in, to);
}

template <class T> void grad_bias(const View& grad_out, const View& to) {
  const int64_t n = grad_out.sizes[0], c = grad_out.sizes[1];
  const int64_t plane = n * c > 0 ? grad_out.numel / (n * c) : 0;
  parallel_for(0, c, 65536 / (n * plane + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t channel = first; channel < last; ++channel) {
      T sum = 0;
      for (int64_t i = 0; i < n; ++i) {
        const T* g = grad_out.as<const T>() + (i * c + channel) * plane;
        const hn::ScalableTag<T> d;
        constexpr int64_t L = hn::MaxLanes(hn::ScalableTag<T>());
        auto part = hn::Zero(d);
        int64_t j = 0;
        for (; j + L <= plane; j += L) part = hn::Add(part, hn::LoadU(d, g + j));
        sum += hn::GetLane(hn::SumOfLanes(d, part));
        for (; j < plane; ++j) sum += g[j];
      }
      to.as<T>()[channel] = sum;
    }
  });
}

// The sizes of patches that nothing is multiplied with.
ConvSizes patch_sizes(const ConvWindow& k, int64_t kernel_h, int64_t kernel_w, const View& in) {
  const int64_t h = in.sizes[2], w = in.sizes[3];
  return {k,
          in.sizes[0],
          in.sizes[1],
          h,
          w,
          1,
          axis_of(k, 1).outputs(h, kernel_h),
          axis_of(k, 0).outputs(w, kernel_w),
          kernel_h,
          kernel_w};
}

template <class T>
void unfold(const ConvWindow& k, int64_t kernel_h, int64_t kernel_w, const View& in, const View& columns) {
  const ConvSizes s = patch_sizes(k, kernel_h, kernel_w, in);
  const int64_t size = s.depth() * s.out_plane();
  parallel_for(0, s.n, 32768 / (size + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i)
      gather(s, in.as<const T>() + i * s.in_group(), 0, s.rows(), s.out_plane(), columns.as<T>() + i * size);
  });
}
template <class T>
void fold(const ConvWindow& k, int64_t kernel_h, int64_t kernel_w, const View& columns, const View& in) {
  const ConvSizes s = patch_sizes(k, kernel_h, kernel_w, in);
  const int64_t size = s.depth() * s.out_plane();
  parallel_for(0, s.n, 32768 / (size + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      T* const to = in.as<T>() + i * s.in_group();
      fill_row(to, s.in_group(), T(0));
      scatter(s, columns.as<const T>() + i * size, 0, s.rows(), s.out_plane(), to);
    }
  });
}

}  // namespace

template <> const ConvKernels& cpu_table<ConvKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ConvKernels table{
      {[](const ConvWindow& k, const View& in, const View& weight, const View& bias, const View& out) {
         (in.dtype == kDouble ? forward<double> : forward<float>)(k, in, weight, bias, out);
       },
       [](const ConvWindow& k, const View& grad_out, const View& weight, const View& bias, const View& to) {
         (to.dtype == kDouble ? grad_in<double> : grad_in<float>)(k, grad_out, weight, bias, to);
       },
       [](const ConvWindow& k, const View& grad_out, const View& in, const View& to) {
         (to.dtype == kDouble ? grad_weight<double> : grad_weight<float>)(k, grad_out, in, to);
       }},
      [](const View& grad_out, const View& to) {
        (to.dtype == kDouble ? grad_bias<double> : grad_bias<float>)(grad_out, to);
      },
      [](const ConvWindow& k, int64_t kernel_h, int64_t kernel_w, const View& in, const View& columns) {
        (in.dtype == kDouble ? unfold<double> : unfold<float>)(k, kernel_h, kernel_w, in, columns);
      },
      [](const ConvWindow& k, int64_t kernel_h, int64_t kernel_w, const View& columns, const View& in) {
        (in.dtype == kDouble ? fold<double> : fold<float>)(k, kernel_h, kernel_w, columns, in);
      }};
  return table;
}

}  // namespace torch::inline rushlight

// Images of few outputs go through one matrix product side by side, as further columns: a product for each of them would fill
// no tile of the kernel, and read the whole weight for a few columns. Included by conv_cpu.cpp only.
#pragma once

#include "cpu/gemm/product.h"
#include "cpu/scratch.h"
#include "ops/conv/patches.h"

namespace torch::inline rushlight {
namespace {

// What bench/lab/conv_forms.cpp chose:
constexpr int64_t kPatchBytes = 1 << 20;   // of the patches that one product takes
constexpr int64_t kShortPlane = 64;        // outputs of a plane that are too few for a product
constexpr int64_t kShortPlaneOfSum = 128;  // and as the depth of one, in the gradient of the weight

/// How many images go together: up to two full planes' outputs, as long as the patches of all stay in the cache.
template <class T>
int64_t images_together(const ConvSizes& s, int64_t short_plane, int64_t patch_bytes = kPatchBytes) {
  if (s.out_plane() >= short_plane || s.out_plane() == 0) return 1;
  const int64_t fitting = patch_bytes / (s.depth() * s.out_plane() * static_cast<int64_t>(sizeof(T)));
  return greater(1, lesser(lesser(s.n, fitting), 2 * short_plane / s.out_plane()));
}

/// Some images of one group of channels of a tensor: its planes, and how far it is from one image to the next.
template <class T> struct ImagesOf {
  T* first;
  int64_t step;
};

/// The patches of `images` images as one matrix; its rows are those of each image one after the other.
template <class T> void gather_images(const ConvSizes& s, ImagesOf<const T> x, int64_t images, T* patches) {
  const int64_t plane = s.out_plane();
  for (int64_t i = 0; i < images; ++i)
    gather(s, x.first + i * x.step, 0, s.rows(), images * plane, patches + i * plane);
}
/// The way back: adds what windows share.
template <class T> void scatter_images(const ConvSizes& s, const T* patches, int64_t images, ImagesOf<T> x) {
  const int64_t plane = s.out_plane();
  for (int64_t i = 0; i < images; ++i)
    scatter(s, patches + i * plane, 0, s.rows(), images * plane, x.first + i * x.step);
}

/// The planes (channels, plane) of the images as one matrix of as many rows as there are channels.
template <class T>
void join_planes(ImagesOf<const T> x, int64_t channels, int64_t plane, int64_t images, T* matrix) {
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < images; ++i, matrix += plane)
      copy_row(x.first + i * x.step + c * plane, 1, plane, matrix);
}
/// The way back.
template <class T>
void part_planes(const T* matrix, int64_t channels, int64_t plane, int64_t images, ImagesOf<T> x) {
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < images; ++i, matrix += plane)
      copy_row(matrix, 1, plane, x.first + i * x.step + c * plane);
}

/// One product for `images` images from number `first` on, each out = weight * patches.
template <class T>
void forward_images(const ConvSizes& s, const T* in, const T* weight, const T* bias, int64_t images, T* out) {
  const int64_t columns = images * s.out_plane();
  Scratch<T> patches(s.depth() * columns), results(s.oc * columns);
  gather_images<T>(s, {in, s.k.groups * s.in_group()}, images, patches.data);
  GemmArgs g;
  g.m = s.oc, g.n = columns, g.k = s.depth();
  g.a = weight, g.a_row = g.k, g.a_col = 1;
  g.b = patches.data, g.b_row = columns, g.b_col = 1;
  g.c = results.data, g.c_row = columns;
  g.row_bias = bias;
  product<T>(g);
  part_planes<T>(results.data, s.oc, s.out_plane(), images, {out, s.k.groups * s.out_group()});
}

/// One product for several images: patches = weight^T * grad_out, which add up to the gradients of the inputs.
template <class T>
void grad_in_images(const ConvSizes& s, const T* grad_out, const T* weight, const T* bias, int64_t images,
                    T* to) {
  const int64_t columns = images * s.out_plane(), step = s.k.groups * s.in_group();
  Scratch<T> grads(s.oc * columns), patches(s.depth() * columns);
  join_planes<T>({grad_out, s.k.groups * s.out_group()}, s.oc, s.out_plane(), images, grads.data);
  GemmArgs g;
  g.m = s.depth(), g.n = columns, g.k = s.oc;
  g.a = weight, g.a_row = 1, g.a_col = s.depth();
  g.b = grads.data, g.b_row = columns, g.b_col = 1;
  g.c = patches.data, g.c_row = columns;
  product<T>(g);
  for (int64_t i = 0; i < images; ++i)
    for (int64_t c = 0; c < s.c; ++c)
      fill_row(to + i * step + c * s.in_plane(), s.in_plane(), bias ? bias[c] : T(0));
  scatter_images<T>(s, patches.data, images, {to, step});
}

/// Adds the gradient of the weight from `images` images; `patches` and `grads` have room for theirs.
template <class T>
void add_images(const ConvSizes& s, ImagesOf<const T> grad_out, ImagesOf<const T> in, int64_t images,
                T* patches, T* grads, T* to, int64_t to_row) {
  gather_images(s, in, images, patches);
  join_planes(grad_out, s.oc, s.out_plane(), images, grads);
  GemmArgs g;
  g.m = s.oc, g.n = s.depth(), g.k = images * s.out_plane();
  g.a = grads, g.a_row = g.k, g.a_col = 1;
  g.b = patches, g.b_row = 1, g.b_col = g.k;
  g.c = to, g.c_row = to_row, g.beta = 1;
  product<T>(g);
}

}  // namespace
}  // namespace torch::inline rushlight

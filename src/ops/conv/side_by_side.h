// Images of few outputs go through one matrix product side by side, as further columns: a product for each of them would fill
// no tile of the kernel, and read the whole weight for a few columns. Included by conv_cpu.cpp only.
#pragma once

#include "cpu/scratch.h"
#include "ops/conv/patches.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kPatchBytes = 1 << 20;   // of the patches that one product takes
constexpr int64_t kShortPlane = 64;        // outputs of a plane that are too few for a product
constexpr int64_t kShortPlaneOfSum = 128;  // and as the depth of one, in the gradient of the weight

/// How many images go together: up to two full planes' outputs, as long as the patches of all stay in the cache.
template <class T> int64_t images_together(const ConvSizes& s, int64_t short_plane) {
  if (s.out_plane() >= short_plane || s.out_plane() == 0) return 1;
  const int64_t fitting = kPatchBytes / (s.depth() * s.out_plane() * static_cast<int64_t>(sizeof(T)));
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

}  // namespace
}  // namespace torch::inline rushlight

// split, chunk and unbind: several views of one tensor; movedim; in-place forms that change a tensor's geometry.
#include <algorithm>

#include "autograd/node.h"
#include "core/wrap_dim.h"
#include "op/infer.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

Tensor mark_multi(Tensor t) {
  t.unsafeGetTensorImpl()->set(TensorImpl::kViewMulti, true);
  return t;
}

// In-place geometry changes replace the tensor by its view; history and memory come along.
Tensor& become(const char* who, Tensor& self, const Tensor& seen) {
  TensorImpl* impl = self.unsafeGetTensorImpl();
  const TensorImpl* from = seen.unsafeGetTensorImpl();
  RUSHLIGHT_CHECK(!impl->has(TensorImpl::kRequiresGrad) || !GradMode::is_enabled(), who,
                  ": expected a tensor that is not a leaf wanting a gradient, got one");
  const DimVector sizes(seen.sizes()), strides(seen.strides());
  impl->grad_fn = from->grad_fn;
  impl->output_nr = from->output_nr;
  impl->set_geometry(sizes.data(), strides.data(), static_cast<int>(sizes.size()));
  return self;
}

/// The number of entries of the dimension that `who` divides.
int64_t entries(const char* who, const Tensor& self, int64_t dim) {
  RUSHLIGHT_CHECK(self.dim() > 0, who, ": expected at least one dimension, got a 0-dim tensor");
  return self.size(wrap_dim(who, dim, self.dim()));
}

}  // namespace

std::vector<Tensor> split_with_sizes(const Tensor& self, IntArrayRef sizes, int64_t dim) {
  const int64_t n = entries("split", self, dim);
  int64_t total = 0;
  for (int64_t s : sizes) {
    RUSHLIGHT_CHECK(s >= 0, "split: expected sizes that are not negative, got ", sizes);
    total += s;
  }
  RUSHLIGHT_CHECK(total == n, "split: expected sizes that add up to ", n, ", got ", sizes);
  std::vector<Tensor> parts;
  int64_t at = 0;
  for (int64_t s : sizes) {
    parts.push_back(mark_multi(narrow(self, dim, at, s)));
    at += s;
  }
  return parts;
}
std::vector<Tensor> split(const Tensor& self, IntArrayRef sizes, int64_t dim) {
  return split_with_sizes(self, sizes, dim);
}

std::vector<Tensor> split(const Tensor& self, int64_t split_size, int64_t dim) {
  const int64_t n = entries("split", self, dim);
  RUSHLIGHT_CHECK(split_size > 0 || (split_size == 0 && n == 0),
                  "split: expected a positive split_size, got ", split_size);
  std::vector<Tensor> parts;
  int64_t at = 0;
  do {
    parts.push_back(mark_multi(narrow(self, dim, at, std::min(split_size, n - at))));
    at += split_size;
  } while (at < n);
  return parts;
}

std::vector<Tensor> chunk(const Tensor& self, int64_t chunks, int64_t dim) {
  RUSHLIGHT_CHECK(chunks > 0, "chunk: expected a positive number of chunks, got ", chunks);
  const int64_t n = entries("chunk", self, dim), size = n / chunks + (n % chunks != 0);
  if (size == 0) return split_with_sizes(self, std::vector<int64_t>(static_cast<size_t>(chunks), 0), dim);
  return split(self, size, dim);
}

namespace {
std::vector<Tensor> each_alone(std::vector<Tensor> parts) {
  for (const Tensor& t : parts) t.unsafeGetTensorImpl()->set(TensorImpl::kViewMulti, false);
  return parts;
}
}  // namespace
std::vector<Tensor> unsafe_split(const Tensor& self, int64_t split_size, int64_t dim) {
  return each_alone(split(self, split_size, dim));
}
std::vector<Tensor> unsafe_split_with_sizes(const Tensor& self, IntArrayRef split_sizes, int64_t dim) {
  return each_alone(split_with_sizes(self, split_sizes, dim));
}
std::vector<Tensor> unsafe_chunk(const Tensor& self, int64_t chunks, int64_t dim) {
  return each_alone(chunk(self, chunks, dim));
}

std::vector<Tensor> unbind(const Tensor& self, int64_t dim) {
  std::vector<Tensor> parts;
  const int64_t n = entries("unbind", self, dim);
  for (int64_t i = 0; i < n; ++i) parts.push_back(mark_multi(select(self, dim, i)));
  return parts;
}

Tensor movedim(const Tensor& self, IntArrayRef source, IntArrayRef destination) {
  const int64_t n = self.dim();
  RUSHLIGHT_CHECK(source.size() == destination.size(),
                  "movedim: expected as many sources as destinations, got ", source, " and ", destination);
  DimVector order(static_cast<size_t>(n), -1);
  std::vector<bool> moved(static_cast<size_t>(n), false);
  for (size_t i = 0; i < source.size(); ++i) {
    const int64_t from = source[i] < 0 ? source[i] + n : source[i],
                  to = destination[i] < 0 ? destination[i] + n : destination[i];
    if (from < 0 || from >= n || to < 0 || to >= n)
      detail::fail_index(
          {"movedim: expected dimensions in [", -n, ", ", n - 1, "], got ", source, " and ", destination});
    RUSHLIGHT_CHECK(!moved[static_cast<size_t>(from)] && order[static_cast<size_t>(to)] == -1,
                    "movedim: expected each dimension once, got ", source, " and ", destination);
    moved[static_cast<size_t>(from)] = true;
    order[static_cast<size_t>(to)] = from;
  }
  size_t next = 0;
  for (int64_t& d : order) {
    if (d != -1) continue;
    while (moved[next]) ++next;
    d = static_cast<int64_t>(next++);
  }
  return permute(self, order);
}
Tensor movedim(const Tensor& self, int64_t source, int64_t destination) {
  return movedim(self, IntArrayRef(source), IntArrayRef(destination));
}

Tensor& transpose_(Tensor& self, int64_t dim0, int64_t dim1) {
  return become("transpose_", self, transpose(self, dim0, dim1));
}
Tensor& swapaxes_(Tensor& self, int64_t axis0, int64_t axis1) { return transpose_(self, axis0, axis1); }
Tensor& swapdims_(Tensor& self, int64_t dim0, int64_t dim1) { return transpose_(self, dim0, dim1); }
Tensor& t_(Tensor& self) { return become("t_", self, t(self)); }
Tensor& squeeze_(Tensor& self) { return become("squeeze_", self, squeeze(self)); }
Tensor& squeeze_(Tensor& self, int64_t dim) { return become("squeeze_", self, squeeze(self, dim)); }
Tensor& squeeze_(Tensor& self, IntArrayRef dim) { return become("squeeze_", self, squeeze(self, dim)); }
Tensor& detach_(Tensor& self) { return self.detach_(); }
const Tensor& resize_as_(const Tensor& self, const Tensor& the_template,
                         std::optional<MemoryFormat> memory_format) {
  return self.resize_as_(the_template, memory_format);
}
Tensor& unsqueeze_(Tensor& self, int64_t dim) { return become("unsqueeze_", self, unsqueeze(self, dim)); }
Tensor& as_strided_(Tensor& self, IntArrayRef size, IntArrayRef stride,
                    std::optional<int64_t> storage_offset) {
  const Tensor seen = as_strided(self, size, stride, storage_offset);
  become("as_strided_", self, seen);
  self.unsafeGetTensorImpl()->offset = seen.storage_offset();
  return self;
}

}  // namespace torch::inline rushlight

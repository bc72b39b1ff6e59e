// What memory two tensors share; see overlap.h.
#include "op/overlap.h"

#include "op/infer.h"

namespace torch::inline rushlight {

bool same_geometry(const View& a, const View& b) {
  if (a.data != b.data || a.dtype != b.dtype || a.numel != b.numel) return false;
  if (a.contiguous && b.contiguous) return true;
  return a.shape() == b.shape() && a.stride_list() == b.stride_list();
}

bool overlaps_partly(const View& a, const View& b) {
  if (a.numel == 0 || b.numel == 0 || !is_dense(a) || !is_dense(b)) return false;
  const auto end = [](const View& v) { return v.as<char>() + v.numel * element_size(v.dtype); };
  if (a.data == b.data && end(a) == end(b)) return a.stride_list() != b.stride_list();
  return a.as<char>() < end(b) && b.as<char>() < end(a);
}

bool writes_an_element_twice(const View& v) {
  if (v.contiguous) return false;
  for (int i = 0; i < v.dims; ++i)
    if (v.sizes[i] > 1 && v.strides[i] == 0) return true;
  return false;
}

void fail_overlap(const char* name, const View& input) {
  detail::fail({name, "_: expected inputs in memory apart from the tensor that is written, got one of shape ",
                input.shape(), " that shares some of it; clone() it first"});
}

Tensor apart_from(const Tensor& written, const Tensor& t) { return t.is_alias_of(written) ? t.clone() : t; }

Tensor unexpanded(const Tensor& t) {
  Tensor one = t;
  for (int64_t d = 0; d < t.dim(); ++d)
    if (t.size(d) > 1 && t.stride(d) == 0) one = one.narrow(d, 0, 1);
  return one;
}

}  // namespace torch::inline rushlight

// repeat, tile, repeat_interleave, flip, roll, rot90, tensor_split: the same entries again, or in another order.
#include <algorithm>

#include "core/wrap_dim.h"
#include "ops/index/index_op.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/index.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

struct Flip {
  DimVector dims;
  static constexpr Traits traits{.name = "flip", .complex = true};
  void infer(Infer& io) const {
    uint64_t seen = 0;
    for (int64_t dim : dims) {
      const int64_t d = io.wrap_dim(dim);
      io.check(!(seen >> d & 1), "expected each dimension once, got ", dims);
      seen |= uint64_t{1} << d;
    }
    io.out_like(0, io.in(0));
  }
  static void execute(const Flip& op, Views in, Views out) {
    if (out[0].numel == 0) return;
    View from = in[0];
    DimVector strides(from.stride_list());
    for (int64_t dim : op.dims) {  // start at the last entry and walk backwards
      if (from.dims == 0) continue;
      const size_t d = static_cast<size_t>(dim < 0 ? dim + from.dims : dim);
      from.data = from.as<char>() + (from.sizes[d] - 1) * strides[d] * element_size(from.dtype);
      strides[d] = -strides[d];
      from.contiguous = false;
    }
    from.strides = strides.data();
    cpu_kernels<CopyKernels>().copy(from, out[0]);
  }
  void backward(Backward& b) const { b.set(0, flip(b.grad(), dims)); }
};

// One operator, not cat of two parts: its derivative rolls back, where those of the parts would be padded and added up.
struct Roll {
  DimVector starts;  // the entry of each dimension that comes first in the result
  static constexpr Traits traits{.name = "roll", .complex = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(0).shape()); }
  static void execute(const Roll& op, Views in, Views out) {
    if (out[0].numel == 0) return;
    DimVector sizes(in[0].shape());
    View from = in[0], to = out[0];
    from.sizes = to.sizes = sizes.data();
    copy_parts(op, 0, from, to, sizes);
  }
  void backward(Backward& b) const {
    DimVector back(b.in_sizes(0));
    for (size_t d = 0; d < back.size(); ++d) back[d] = starts[d] == 0 ? 0 : back[d] - starts[d];
    b.set(0, run(Roll{back}, b.grad())[0]);
  }

 private:
  // Copies `from`, whose sizes are `sizes`: what lies before and behind the start of each dimension from d on by itself.
  static void copy_parts(const Roll& op, size_t d, const View& from, const View& to, DimVector& sizes) {
    while (d < sizes.size() && op.starts[d] == 0) ++d;
    if (d == sizes.size()) return cpu_kernels<CopyKernels>().copy(from, to);
    const int64_t start = op.starts[d], n = sizes[d];
    const auto part = [&](const View& whole, int64_t at, int64_t count) {
      View v = whole;
      v.data = v.as<char>() + at * v.strides[d] * element_size(v.dtype);
      v.numel = v.numel / n * count;
      v.contiguous = false;
      return v;
    };
    sizes[d] = n - start;
    copy_parts(op, d + 1, part(from, start, n - start), part(to, 0, n - start), sizes);
    sizes[d] = start;
    copy_parts(op, d + 1, part(from, 0, start), part(to, n - start, start), sizes);
    sizes[d] = n;
  }
};

}  // namespace

Tensor repeat(const Tensor& self, IntArrayRef repeats) {
  const int64_t n = static_cast<int64_t>(repeats.size()), fresh = n - self.dim();
  RUSHLIGHT_CHECK(fresh >= 0, "repeat: expected at least ", self.dim(), " repeats for shape ", self.sizes(),
                  ", got ", repeats);
  DimVector one, wide, result;  // (1, size) pairs, (repeat, size) pairs, and their products
  for (int64_t d = 0; d < n; ++d) {
    const int64_t size = d < fresh ? 1 : self.size(d - fresh), times = repeats[static_cast<size_t>(d)];
    RUSHLIGHT_CHECK(times >= 0, "repeat: expected repeats that are not negative, got ", repeats);
    for (int64_t v : {int64_t{1}, size}) one.push_back(v);
    for (int64_t v : {times, size}) wide.push_back(v);
    result.push_back(times * size);
  }
  return self.reshape(one).expand(wide).clone(MemoryFormat::Contiguous).view(result);
}

Tensor tile(const Tensor& self, IntArrayRef dims) {
  DimVector repeats;
  for (int64_t d = static_cast<int64_t>(dims.size()); d < self.dim(); ++d) repeats.push_back(1);
  repeats.append(dims.data(), dims.size());
  return repeat(self, repeats);
}

Tensor repeat_interleave(const Tensor& self, int64_t repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  RUSHLIGHT_CHECK(repeats >= 0, "repeat_interleave: expected repeats that are not negative, got ", repeats);
  const Tensor x = dim ? self : self.reshape({-1});
  const int64_t d = wrap_dim("repeat_interleave", dim.value_or(0), x.dim());
  const Tensor rows = x.dim() == 0 ? x.reshape({1}) : x;
  const int64_t total = rows.size(d) * repeats;
  RUSHLIGHT_CHECK(!output_size || *output_size == total, "repeat_interleave: expected output_size ", total,
                  ", got ", output_size.value_or(0));
  DimVector wide(rows.sizes()), result(rows.sizes());
  wide.insert(wide.begin() + d + 1, repeats);
  result[static_cast<size_t>(d)] = total;
  return rows.unsqueeze(d + 1).expand(wide).clone(MemoryFormat::Contiguous).view(result);
}

Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> output_size) {
  RUSHLIGHT_CHECK(repeats.dim() == 1, "repeat_interleave: expected a vector of repeats, got shape ",
                  repeats.sizes());
  return repeat_interleave(arange(repeats.size(0), TensorOptions(repeats.scalar_type())), repeats, 0,
                           output_size);
}
Tensor repeat_interleave(const Tensor& self, const Tensor& repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  RUSHLIGHT_CHECK(repeats.dim() <= 1,
                  "repeat_interleave: expected repeats of at most 1 dimension, got shape ", repeats.sizes());
  const Tensor counts = as_index("repeat_interleave", repeats).contiguous();
  if (counts.numel() == 1) return repeat_interleave(self, counts.data_ptr<int64_t>()[0], dim, output_size);
  const Tensor x = dim ? self : self.reshape({-1});
  const int64_t d = wrap_dim("repeat_interleave", dim.value_or(0), x.dim());
  const int64_t n = x.dim() == 0 ? 1 : x.size(d);
  RUSHLIGHT_CHECK(counts.numel() == n, "repeat_interleave: expected ", n, " repeats, got ", counts.numel());
  const int64_t* times = counts.data_ptr<int64_t>();
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i) {
    RUSHLIGHT_CHECK(times[i] >= 0, "repeat_interleave: expected repeats that are not negative, got ",
                    times[i]);
    RUSHLIGHT_CHECK(!__builtin_add_overflow(total, times[i], &total),
                    "repeat_interleave: expected repeats whose sum int64 holds, got ", times[i], " at place ",
                    i);
  }
  RUSHLIGHT_CHECK(!output_size || *output_size == total, "repeat_interleave: expected output_size ", total,
                  ", got ", output_size.value_or(0));
  Tensor rows = empty({total}, kLong);
  int64_t* next = rows.data_ptr<int64_t>();
  for (int64_t i = 0; i < n; ++i) next = std::fill_n(next, times[i], i);
  return index_select(x, d, rows);
}

Tensor flip(const Tensor& self, IntArrayRef dims) { return run(Flip{dims}, self)[0]; }
Tensor fliplr(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() >= 2, "fliplr: expected at least 2 dimensions, got shape ", self.sizes());
  return flip(self, 1);
}
Tensor flipud(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() >= 1, "flipud: expected at least 1 dimension, got shape ", self.sizes());
  return flip(self, 0);
}

Tensor roll(const Tensor& self, IntArrayRef shifts, IntArrayRef dims) {
  RUSHLIGHT_CHECK(!shifts.empty(), "roll: expected at least one shift, got none");
  if (dims.empty()) {
    RUSHLIGHT_CHECK(shifts.size() == 1, "roll: expected one shift without dims, got ", shifts);
    return roll(self.reshape({-1}), shifts, 0).view(self.sizes());
  }
  RUSHLIGHT_CHECK(dims.size() == shifts.size(), "roll: expected as many shifts as dims, got ", shifts,
                  " and ", dims);
  DimVector starts(static_cast<size_t>(self.dim()), 0);
  for (size_t i = 0; i < dims.size(); ++i) {
    const auto d = static_cast<size_t>(wrap_dim("roll", dims[i], self.dim()));
    if (self.numel() == 0 || self.dim() == 0) continue;
    const int64_t n = self.sizes()[d];
    starts[d] = (starts[d] + n - shifts[i] % n) % n;
  }
  return run(Roll{starts}, self)[0];
}

Tensor rot90(const Tensor& self, int64_t k) { return rot90(self, k, {0, 1}); }
Tensor rot90(const Tensor& self, int64_t k, IntArrayRef dims) {
  RUSHLIGHT_CHECK(dims.size() == 2 && self.dim() >= 2, "rot90: expected two dimensions of at least 2, got ",
                  dims, " for shape ", self.sizes());
  const int64_t a = wrap_dim("rot90", dims[0], self.dim()), b = wrap_dim("rot90", dims[1], self.dim());
  RUSHLIGHT_CHECK(a != b, "rot90: expected two different dimensions, got ", dims);
  switch ((k % 4 + 4) % 4) {
    case 1: return flip(self, b).transpose(a, b);
    case 2: return flip(self, {a, b});
    case 3: return flip(self, a).transpose(a, b);
    default: return self.clone();
  }
}

std::vector<Tensor> tensor_split(const Tensor& self, int64_t sections, int64_t dim) {
  RUSHLIGHT_CHECK(self.dim() > 0, "tensor_split: expected at least one dimension, got a 0-dim tensor");
  RUSHLIGHT_CHECK(sections > 0, "tensor_split: expected a positive number of sections, got ", sections);
  const int64_t n = self.size(dim);
  std::vector<int64_t> sizes;
  for (int64_t i = 0; i < sections; ++i) sizes.push_back(n / sections + (i < n % sections ? 1 : 0));
  return split_with_sizes(self, sizes, dim);
}
std::vector<Tensor> tensor_split(const Tensor& self, IntArrayRef indices, int64_t dim) {
  RUSHLIGHT_CHECK(self.dim() > 0, "tensor_split: expected at least one dimension, got a 0-dim tensor");
  std::vector<Tensor> parts;
  int64_t at = 0;
  for (int64_t end : indices) {
    parts.push_back(self.slice(dim, at, end));
    at = end;
  }
  parts.push_back(self.slice(dim, at));
  return parts;
}

std::vector<Tensor> tensor_split(const Tensor& self, const Tensor& where_or_sections, int64_t dim) {
  RUSHLIGHT_CHECK(where_or_sections.dim() <= 1 && where_or_sections.scalar_type() == kLong,
                  "tensor_split: expected sections or indices of dtype int64 and at most 1 dimension, got ",
                  where_or_sections.scalar_type(), " of shape ", where_or_sections.sizes());
  if (where_or_sections.dim() == 0) return tensor_split(self, where_or_sections.item<int64_t>(), dim);
  const Tensor list = where_or_sections.contiguous();
  return tensor_split(self, IntArrayRef(list.data_ptr<int64_t>(), static_cast<size_t>(list.numel())), dim);
}

namespace {
// The dimension that hsplit, vsplit and dsplit divide, for a tensor of enough dimensions.
int64_t split_dim(const char* who, const Tensor& self, int64_t least, int64_t dim) {
  RUSHLIGHT_CHECK(self.dim() >= least, who, ": expected at least ", least, " dimensions, got shape ",
                  self.sizes());
  return self.dim() == 1 ? 0 : dim;
}
std::vector<Tensor> equal_parts(const char* who, const Tensor& self, int64_t sections, int64_t dim) {
  RUSHLIGHT_CHECK(sections > 0 && self.size(dim) % sections == 0, who, ": expected sections that divide ",
                  self.size(dim), ", got ", sections);
  return tensor_split(self, sections, dim);
}
}  // namespace

std::vector<Tensor> hsplit(const Tensor& self, int64_t sections) {
  return equal_parts("hsplit", self, sections, split_dim("hsplit", self, 1, 1));
}
std::vector<Tensor> hsplit(const Tensor& self, IntArrayRef indices) {
  return tensor_split(self, indices, split_dim("hsplit", self, 1, 1));
}
std::vector<Tensor> vsplit(const Tensor& self, int64_t sections) {
  return equal_parts("vsplit", self, sections, split_dim("vsplit", self, 2, 0));
}
std::vector<Tensor> vsplit(const Tensor& self, IntArrayRef indices) {
  return tensor_split(self, indices, split_dim("vsplit", self, 2, 0));
}
std::vector<Tensor> dsplit(const Tensor& self, int64_t sections) {
  return equal_parts("dsplit", self, sections, split_dim("dsplit", self, 3, 2));
}
std::vector<Tensor> dsplit(const Tensor& self, IntArrayRef indices) {
  return tensor_split(self, indices, split_dim("dsplit", self, 3, 2));
}

}  // namespace torch::inline rushlight

// The plan of a loop over operands of any strides: dimensions are put in the order of the output's memory and merged where
// all operands allow, which leaves one flat run in the common case. Only for the *_cpu.cpp files beside it.
#pragma once

#include "cpu/loops.h"
#include "op/view.h"

namespace torch::inline rushlight {
namespace {

constexpr int kMaxDims = 16;

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

inline int64_t offset_at(const Plan& plan, const Operand& a, const int64_t* index) {
  int64_t offset = 0;
  for (int d = 0; d < plan.dims; ++d) offset += index[d] * a.strides[d];
  return offset;
}

// Strides of `v` over the shape of the output, 0 where it broadcasts.
inline void expand_strides(const View& v, const View& out, int64_t* strides) {
  const int shift = out.dims - v.dims;
  for (int d = 0; d < out.dims; ++d)
    strides[d] = d < shift || v.sizes[d - shift] == 1 ? 0 : v.strides[d - shift];
}

// Orders dimensions by the output's strides and merges neighbours that are one run for all operands.
inline void make_plan(Plan& plan, Views in, Views out) {
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

}  // namespace
}  // namespace torch::inline rushlight

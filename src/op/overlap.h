// What memory two tensors share: in-place writes that read what they have just written are refused where PyTorch refuses
// them, so that no program leans on an order of reading and writing.
#pragma once

#include "op/view.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// True when both are the same elements in one order.
bool same_geometry(const View& a, const View& b);
/// True when both are whole blocks of one memory that share a part of it, but are not the same elements in one order. Of
/// views with gaps it is not told, as in PyTorch.
bool overlaps_partly(const View& a, const View& b);
/// True for expanded tensors.
bool writes_an_element_twice(const View& v);
/// Fails because `input`, of which some is written, is read: "<name>_: expected inputs in memory apart ...".
[[noreturn]] void fail_overlap(const char* name, const View& input);
/// `t` as it can be read while `written` is changed: a copy where they share a storage.
Tensor apart_from(const Tensor& written, const Tensor& t);
/// `t` with one entry of each dimension whose entries share their memory: an expanded tensor as it was before.
Tensor unexpanded(const Tensor& t);

}  // namespace torch::inline rushlight

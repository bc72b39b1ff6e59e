// The forms of the native kernel, and the list that chooses one for a pass (conv_choice.cpp decides before it whether Winograd's
// algorithm goes in its place). Included by conv_cpu.cpp only.
#pragma once

#include "cpu/narrow.h"
#include "ops/conv/direct_rows.h"
#include "ops/conv/direct_weight.h"
#include "ops/conv/lanes.h"
#include "ops/conv/side_by_side.h"
#include "ops/conv/whole.h"

namespace torch::inline rushlight {
namespace {

enum class NativeForm {
  kWhole,     // one window that is the whole input: a dense layer (whole.h)
  kLanes,     // a channel in each lane: depthwise, of small planes (lanes.h)
  kWalk,      // few channels, or rows that tiles fill: windows are walked (direct_rows.h, direct_weight.h)
  kTogether,  // few outputs: images side by side in one product (side_by_side.h)
  kStrips,    // a product over the patches of some rows of outputs (patches.h)
};

// Forms that walk windows are compiled for float32; float64, which is there to be exact, goes over patches.
template <class T> constexpr bool kWalks = sizeof(T) == sizeof(float);
// And the form of lanes for instruction sets of which speed is asked.
template <class T> constexpr bool kHasLanes = kWalks<T>&& kNarrowForms;

bool is_depthwise(const ConvSizes& s) { return s.c == 1 && s.k.groups > 1; }

// Gradients are walked where channels are in groups, and those of inputs where tiles fill their rows as well: else products do
// better (bench/lab/conv.cpp).
bool is_walked(const ConvSizes& s, Pass pass) {
  if (pass == Pass::kForward) return is_depthwise(s) || is_direct(s) || fills_rows<float>(s);
  const bool in_groups = s.k.groups > 1 && is_direct(s);
  if (pass == Pass::kGradWeight) return in_groups;
  return steps_by_one(s) && ((in_groups && is_direct(turned(s))) || fills_rows<float>(turned(s)));
}

// How many images go through one product.
template <class T> int64_t together(const ConvSizes& s, Pass pass) {
  return images_together<T>(s, pass == Pass::kGradWeight ? kShortPlaneOfSum : kShortPlane);
}

// The first line that applies decides.
template <class T> NativeForm native_form(const ConvSizes& s, Pass pass) {
  if (is_whole(s)) return NativeForm::kWhole;
  if (kHasLanes<T> && fits_lanes<T>(s, pass == Pass::kGradIn)) return NativeForm::kLanes;
  if (kWalks<T> && is_walked(s, pass)) return NativeForm::kWalk;
  if (together<T>(s, pass) > 1) return NativeForm::kTogether;
  return NativeForm::kStrips;
}

}  // namespace
}  // namespace torch::inline rushlight

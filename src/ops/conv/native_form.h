// The forms of the native kernel, and the list that chooses one for a pass (conv_choice.cpp decides before it whether Winograd's
// algorithm goes in its place; bench/lab/conv_forms.cpp has the forms against each other). Included by conv_cpu.cpp only.
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
  kWalk,      // few taps or few outputs' channels: windows are walked (direct_rows.h, direct_weight.h)
  kTogether,  // small planes: images side by side in one product (side_by_side.h)
  kStrips,    // a product over the patches of some rows of outputs (patches.h)
};

// Forms that walk windows are compiled for float32; float64, which is there to be exact, goes over patches.
template <class T> constexpr bool kWalks = sizeof(T) == sizeof(float);
// And the form of lanes for instruction sets of which speed is asked.
template <class T> constexpr bool kHasLanes = kWalks<T>&& kNarrowForms;

bool is_depthwise(const ConvSizes& s) { return s.c == 1 && s.k.groups > 1 && s.k.dims < 3; }

// Up to so many channels of outputs, the patches for a product take longer than to walk the windows, however deep they are.
constexpr int64_t few_outputs(Pass pass) { return pass == Pass::kGradWeight ? 16 : 32; }

bool has_few_outputs(const ConvSizes& s, Pass pass) {
  const bool steps = s.k.stride_h * s.k.stride_w > 1;
  if (pass == Pass::kGradWeight && steps) return false;
  if (pass == Pass::kGradIn && s.c <= kFewChannels) return false;  // which are walked one by one
  return s.oc <= few_outputs(pass) && s.out_plane() >= kShortPlane;
}

// Forward, windows of few taps are walked as well; of the gradients, those of few taps where channels are in groups.
bool is_walked(const ConvSizes& s, Pass pass) {
  if (pass == Pass::kForward && is_depthwise(s)) return true;
  if (s.k.dims == 3 || s.kernel_h * s.kernel_w == 1) return false;
  if (pass == Pass::kGradIn && s.k.stride_h * s.k.stride_w > 1) return false;
  if (has_few_outputs(s, pass)) return true;
  if (pass != Pass::kForward && s.k.groups == 1) return false;
  return is_direct(s) && (pass != Pass::kGradIn || is_direct(turned(s)));
}

struct NativeWay {
  NativeForm form;
  int64_t images = 1;  ///< that go through one product, of kTogether
};

// The first line that applies decides.
template <class T> NativeWay native_way(const ConvSizes& s, Pass pass) {
  if (is_whole(s)) return {NativeForm::kWhole};
  if (kHasLanes<T> && fits_lanes<T>(s, pass == Pass::kGradIn)) return {NativeForm::kLanes};
  if (kWalks<T> && is_walked(s, pass)) return {NativeForm::kWalk};
  const int64_t images = images_together<T>(s, pass == Pass::kGradWeight ? kShortPlaneOfSum : kShortPlane);
  if (images > 1) return {NativeForm::kTogether, images};
  return {NativeForm::kStrips};
}

}  // namespace
}  // namespace torch::inline rushlight

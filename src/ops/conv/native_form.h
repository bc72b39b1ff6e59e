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
  kWhole,  // one window that is the whole input: a dense layer (whole.h)
  kLanes,  // a channel in each lane: depthwise, of small planes (lanes.h)
  kWalk,  // few taps, few channels of outputs or rows that tiles fill: windows are walked (direct_rows.h, direct_weight.h)
  kTogether,  // small planes: images side by side in one product (side_by_side.h)
  kStrips,    // a product over the patches of some rows of outputs (patches.h)
};

// Forms that walk windows are compiled for float32; float64, which is there to be exact, goes over patches.
template <class T> constexpr bool kWalks = sizeof(T) == sizeof(float);
// And the form of lanes for instruction sets of which speed is asked.
template <class T> constexpr bool kHasLanes = kWalks<T>&& kNarrowForms;

bool is_depthwise(const ConvSizes& s) { return s.c == 1 && s.k.groups > 1; }

// Output channels whose products cost as much as the patches for them, or as adding patches to the gradient of the input.
constexpr int64_t kPatchChannels = 24;

// Whether walking costs less than patches, however deep windows are. Tiles of kTileCols outputs have to fill the rows, the better
// the more channels share a patch; where windows step, and for weights, there is a number of channels (bench/lab/conv_forms.cpp).
bool beats_patches(const ConvSizes& s, Pass pass) {
  if (pass == Pass::kGradWeight) return s.oc <= 16 && steps_by_one(s) && s.out_plane() >= kShortPlane;
  if (!steps_by_one(s)) return pass == Pass::kForward && s.oc <= 32 && s.out_plane() >= kShortPlane;
  if (pass == Pass::kGradIn && s.c <= kFewChannels) return false;  // too few for a tile
  const int64_t width = pass == Pass::kGradIn ? s.w : s.ow;
  if (width <= kLanes<float>) return false;
  const int64_t columns = (width + kTileCols<float> - 1) / kTileCols<float> * kTileCols<float>;
  return s.oc * columns < (s.oc + s.oc / 16 + kPatchChannels) * width;
}

// Forward, windows of few taps are walked as well; of the gradients, those of few taps where channels are in groups.
bool is_walked(const ConvSizes& s, Pass pass) {
  if (pass == Pass::kForward && is_depthwise(s)) return true;
  if (!has_window(s) || s.c == 0 || (pass == Pass::kGradIn && !steps_by_one(s))) return false;
  if (beats_patches(s, pass)) return true;
  if (pass != Pass::kForward && s.k.groups == 1) return false;
  return is_direct(s) && (pass != Pass::kGradIn || is_direct(turned(s)));
}

struct NativeWay {
  NativeForm form;
  int64_t images = 1;                 ///< that go through one product, of kTogether
  int64_t patch_bytes = kPatchBytes;  ///< of the patches of a strip
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

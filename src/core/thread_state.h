// ThreadState: the per-thread switches that the door reads: are gradients recorded, is this inference mode.
#pragma once

namespace rushlight {

struct ThreadState {
  bool grad_mode = true;
  bool inference_mode = false;
};

inline constinit thread_local ThreadState thread_state;

}  // namespace rushlight

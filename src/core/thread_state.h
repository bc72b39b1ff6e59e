// ThreadState: the per-thread switches that the door reads: are gradients recorded, is this inference mode.
#pragma once

namespace torch::inline rushlight {

struct ThreadState {
  bool grad_mode = true;  ///< recording: grad_enabled, and not inference mode
  bool inference_mode = false;
  bool grad_enabled = true;  ///< what GradMode says, in inference mode too

  void set(bool grad, bool inference) {
    grad_enabled = grad;
    inference_mode = inference;
    grad_mode = grad && !inference;
  }
};

inline constinit thread_local ThreadState thread_state;

}  // namespace torch::inline rushlight

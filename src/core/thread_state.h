// ThreadState: what the door reads per thread: are gradients recorded, is this inference mode, where does a result go.
#pragma once

namespace torch::inline rushlight {

class Destination;

struct ThreadState {
  bool grad_mode = true;  ///< recording: grad_enabled, and not inference mode
  bool inference_mode = false;
  bool grad_enabled = true;  ///< what GradMode says, in inference mode too
  const Destination* destination =
      nullptr;  ///< of the next operator that makes a tensor, mostly none; see op/out.h

  void set(bool grad, bool inference) {
    grad_enabled = grad;
    inference_mode = inference;
    grad_mode = grad && !inference;
  }
};

inline constinit thread_local ThreadState thread_state;

}  // namespace torch::inline rushlight

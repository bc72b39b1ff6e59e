// The recording switches of the calling thread.
#include "rushlight/autograd/grad_mode.h"

#include "core/thread_state.h"

namespace rushlight {

bool GradMode::is_enabled() { return thread_state.grad_mode; }
void GradMode::set_enabled(bool on) { thread_state.grad_mode = on; }

InferenceMode::InferenceMode(bool on)
    : grad_before_(thread_state.grad_mode), inference_before_(thread_state.inference_mode) {
  thread_state.inference_mode = on;
  thread_state.grad_mode = !on;
}
InferenceMode::~InferenceMode() {
  thread_state.grad_mode = grad_before_;
  thread_state.inference_mode = inference_before_;
}
bool InferenceMode::is_enabled() { return thread_state.inference_mode; }

}  // namespace rushlight

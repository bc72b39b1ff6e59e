// The recording switches of the calling thread, and anomaly mode, which is of all threads.
#include "rushlight/autograd/grad_mode.h"

#include <atomic>

#include "core/thread_state.h"
#include "rushlight/autograd/anomaly_mode.h"

namespace torch::inline rushlight {

bool GradMode::is_enabled() { return thread_state.grad_enabled; }
void GradMode::set_enabled(bool on) { thread_state.set(on, thread_state.inference_mode); }

InferenceMode::InferenceMode(bool on)
    : grad_before_(thread_state.grad_enabled), inference_before_(thread_state.inference_mode) {
  thread_state.set(!on, on);
}
InferenceMode::~InferenceMode() { thread_state.set(grad_before_, inference_before_); }
bool InferenceMode::is_enabled() { return thread_state.inference_mode; }

namespace autograd {
namespace {

std::atomic<bool> g_anomaly{false}, g_check_nan{true};

}  // namespace

bool AnomalyMode::is_enabled() { return g_anomaly.load(std::memory_order_relaxed); }
bool AnomalyMode::should_check_nan() { return g_check_nan.load(std::memory_order_relaxed); }
void AnomalyMode::set_enabled(bool on, bool check_nan) {
  g_anomaly.store(on, std::memory_order_relaxed);
  g_check_nan.store(check_nan, std::memory_order_relaxed);
}

}  // namespace autograd

}  // namespace torch::inline rushlight

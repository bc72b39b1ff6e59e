// Switches for recording: guards that hold for a scope, on the calling thread.
#pragma once

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

/// Reads and sets whether operations are recorded on this thread.
struct RUSHLIGHT_API GradMode {
  static bool is_enabled();
  static void set_enabled(bool on);
};

/// Turns recording on or off until the end of the scope.
class AutoGradMode {
 public:
  explicit AutoGradMode(bool on) : before_(GradMode::is_enabled()) { GradMode::set_enabled(on); }
  ~AutoGradMode() { GradMode::set_enabled(before_); }
  AutoGradMode(const AutoGradMode&) = delete;
  AutoGradMode& operator=(const AutoGradMode&) = delete;

 private:
  bool before_;
};

/// Turns recording off until the end of the scope.
class NoGradGuard : public AutoGradMode {
 public:
  NoGradGuard() : AutoGradMode(false) {}
};

/// Turns recording and version counting off: tensors made inside can never be part of a graph.
class RUSHLIGHT_API InferenceMode {
 public:
  explicit InferenceMode(bool on = true);
  ~InferenceMode();
  InferenceMode(const InferenceMode&) = delete;
  InferenceMode& operator=(const InferenceMode&) = delete;
  static bool is_enabled();

 private:
  bool grad_before_, inference_before_;
};

namespace autograd {
using rushlight::AutoGradMode;
using rushlight::GradMode;
}  // namespace autograd

}  // namespace torch::inline rushlight

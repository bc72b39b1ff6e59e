// Anomaly mode: backward() checks each gradient that it computes and stops at the first that holds a NaN, with an error that
// names the recorded call. It is for finding where a loss went wrong; it makes backward() slower.
#pragma once

#include "rushlight/core/export.h"

namespace torch::inline rushlight::autograd {

/// The switch, one for all threads.
struct RUSHLIGHT_API AnomalyMode {
  static bool is_enabled();
  static bool should_check_nan();
  static void set_enabled(bool on, bool check_nan = true);
};

/// Turns anomaly mode on until the end of the scope.
class DetectAnomalyGuard {
 public:
  explicit DetectAnomalyGuard(bool check_nan = true)
      : on_before_(AnomalyMode::is_enabled()), check_before_(AnomalyMode::should_check_nan()) {
    AnomalyMode::set_enabled(true, check_nan);
  }
  ~DetectAnomalyGuard() { AnomalyMode::set_enabled(on_before_, check_before_); }
  DetectAnomalyGuard(const DetectAnomalyGuard&) = delete;
  DetectAnomalyGuard& operator=(const DetectAnomalyGuard&) = delete;

 private:
  bool on_before_, check_before_;
};

}  // namespace torch::inline rushlight::autograd

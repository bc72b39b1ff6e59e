// The progress of training: in a terminal one line that is written over, elsewhere a line now and then.
// Read next: progress.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "terminal.h"

/// Where training stands.
struct TrainingState {
  int64_t images = 0;  // done, of `total`
  int64_t total = 0;
  double loss = 0;      // mean of the epoch so far
  double accuracy = 0;  // the same
  double seconds = 0;   // since the epoch began
};

/// "12 s" or "1:05 min".
std::string duration(double seconds);
/// 1234567 as "1 234 567".
std::string grouped(int64_t number);
/// The line for `state`, at most `columns` wide; the bar takes what the figures leave.
std::string progress_line(const std::string& title, const TrainingState& state, int columns, bool bar);

/// Shows the progress of one epoch on standard output.
class Progress {
 public:
  Progress(std::string title, int64_t total, Terminal terminal);
  /// Says how far it is; shown ten times a second, or every tenth of the way where lines stay.
  void show(int64_t images, double loss, double accuracy);
  /// Replaces the bar by a line that stays.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::string title_;
  Terminal terminal_;
  TrainingState state_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_{};
  int64_t shown_tenth_ = 0;
};

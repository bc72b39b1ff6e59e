// Figures first, the bar in the room they leave; on a narrow terminal there is no bar.
#include "progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

constexpr int kWidestBar = 40, kNarrowestBar = 8;

// How many columns a text of ASCII takes: all of it but the bar is.
std::string bar_of(double share, int width) {
  const int full = static_cast<int>(std::lround(share * width));
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < full ? "\u2501" : "\u2500";
  return bar;
}

}  // namespace

std::string duration(double seconds) {
  const auto whole = static_cast<int64_t>(std::lround(seconds));
  if (whole < 60) return std::to_string(whole) + " s";
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02d min", static_cast<long long>(whole / 60),
                static_cast<int>(whole % 60));
  return text;
}

std::string grouped(int64_t number) {
  std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<size_t>(i), 1, ' ');
  return digits;
}

std::string progress_line(const std::string& title, const TrainingState& state, int columns, bool bar) {
  const double share =
      state.total > 0 ? static_cast<double>(state.images) / static_cast<double>(state.total) : 1;
  const double rate = state.seconds > 0 ? static_cast<double>(state.images) / state.seconds : 0;
  char figures[160];
  std::snprintf(figures, sizeof figures, "%3d %%  loss %.4f  accuracy %.4f  %s images/s",
                static_cast<int>(share * 100), state.loss, state.accuracy,
                grouped(std::llround(rate)).c_str());
  std::string right = figures;
  if (rate > 0) right += "  " + duration(static_cast<double>(state.total - state.images) / rate) + " left";
  const int room = columns - 1 - static_cast<int>(title.size() + right.size() + 2);
  if (!bar || room < kNarrowestBar) return (title + " " + right).substr(0, static_cast<size_t>(columns - 1));
  return title + " " + bar_of(share, std::min(room, kWidestBar)) + " " + right;
}

Progress::Progress(std::string title, int64_t total, Terminal terminal)
    : title_(std::move(title)), terminal_(terminal) {
  state_.total = total;
}

void Progress::show(int64_t images, double loss, double accuracy) {
  const auto now = Clock::now();
  state_ = {images, state_.total, loss, accuracy, std::chrono::duration<double>(now - begin_).count()};
  if (terminal_.interactive) {
    if (now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    std::printf("\r\x1b[2K%s", progress_line(title_, state_, terminal_.columns, true).c_str());
  } else {
    const int64_t tenth = state_.total > 0 ? images * 10 / state_.total : 10;
    if (tenth == shown_tenth_) return;
    shown_tenth_ = tenth;
    std::printf("%s\n", progress_line(title_, state_, 160, false).c_str());
  }
  std::fflush(stdout);
}

void Progress::finish() {
  const double rate = state_.seconds > 0 ? static_cast<double>(state_.images) / state_.seconds : 0;
  std::printf("%s%s done: loss %.4f, accuracy %.4f while learning, %s, %s images/s\n",
              terminal_.interactive ? "\r\x1b[2K" : "", title_.c_str(), state_.loss, state_.accuracy,
              duration(state_.seconds).c_str(), grouped(std::llround(rate)).c_str());
  std::fflush(stdout);
}

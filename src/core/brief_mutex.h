// BriefMutex: a mutex for sections of about a microsecond, shared by the threads of one parallel loop. Next: pause.h.
#pragma once

#include <mutex>

#include "core/pause.h"

namespace torch::inline rushlight {

/// A mutex whose caller, when it finds it taken, spins for some microseconds before it sleeps: to be woken takes longer than
/// the section that it waits for. For std::lock_guard.
class BriefMutex {
 public:
  void lock() {
    constexpr int kSpins = 500;
    for (int i = 0; i < kSpins; ++i, pause())
      if (mutex_.try_lock()) return;
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace torch::inline rushlight

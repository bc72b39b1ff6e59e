// pause(): what a thread does between two looks at a value that another one will soon change.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace torch::inline rushlight {

inline void pause() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace torch::inline rushlight

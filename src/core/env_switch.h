// Parts of the library that the environment can switch off before a program starts: RUSHLIGHT_WINOGRAD=off and its like.
#pragma once

#include <cstdlib>
#include <cstring>

namespace torch::inline rushlight {

/// False when the environment variable says "off".
inline bool on_in_environment(const char* variable) {
  const char* wish = std::getenv(variable);
  return !wish || std::strcmp(wish, "off") != 0;
}

}  // namespace torch::inline rushlight

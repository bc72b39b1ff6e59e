// Parts of the library that the environment can switch off before a program starts: RUSHLIGHT_WINOGRAD=off and its like.
#pragma once

#include <strings.h>

#include <cstdlib>

namespace torch::inline rushlight {

/// False when the environment variable says "off", in any case, or "0".
inline bool on_in_environment(const char* variable) {
  const char* wish = std::getenv(variable);
  return !wish || (strcasecmp(wish, "off") != 0 && strcasecmp(wish, "0") != 0);
}

}  // namespace torch::inline rushlight

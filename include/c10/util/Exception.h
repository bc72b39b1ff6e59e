// c10::Error and TORCH_CHECK, whose arguments may be anything that a stream takes.
#pragma once

#include <sstream>
#include <string>

#include "rushlight/core/error.h"
#include "torch/namespaces.h"

namespace rushlight {
namespace detail {

/// Throws Error with the arguments written one after the other.
template <class... Args>
[[noreturn, gnu::cold]] void check_failed(const char* condition, const Args&... args) {
  if constexpr (sizeof...(Args) == 0) {
    throw Error(std::string("expected ") + condition);
  } else {
    std::ostringstream message;
    (message << ... << args);
    throw Error(message.str());
  }
}

}  // namespace detail
}  // namespace rushlight

/// Throws c10::Error unless `cond` holds.
#define TORCH_CHECK(cond, ...)                                             \
  do {                                                                     \
    if (!(cond)) [[unlikely]]                                              \
      ::rushlight::detail::check_failed(#cond __VA_OPT__(, ) __VA_ARGS__); \
  } while (0)
/// The same, for conditions that only a mistake in the program itself can break.
#define TORCH_INTERNAL_ASSERT(cond, ...) TORCH_CHECK(cond __VA_OPT__(, ) __VA_ARGS__)
/// Older names, which programs still use.
#define AT_ASSERT(...)        TORCH_INTERNAL_ASSERT(__VA_ARGS__)
#define AT_ASSERTM(cond, ...) TORCH_INTERNAL_ASSERT(cond, __VA_ARGS__)
#define AT_ERROR(...)         TORCH_CHECK(false, __VA_ARGS__)

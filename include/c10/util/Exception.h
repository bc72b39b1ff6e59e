// c10::Error and TORCH_CHECK with its kind, whose arguments may be anything that a stream takes, and c10::str, which
// joins such arguments to a text.
#pragma once

#include <sstream>
#include <string>

#include "rushlight/core/error.h"
#include "torch/namespaces.h"

namespace rushlight {

/// The arguments written one after the other.
template <class... Args> std::string str(const Args&... args) {
  std::ostringstream text;
  (text << ... << args);
  return text.str();
}

namespace detail {

/// Throws an E with the arguments written one after the other, or with the condition when there are none.
template <class E, class... Args>
[[noreturn, gnu::cold]] void check_failed(const char* condition, const Args&... args) {
  if constexpr (sizeof...(Args) == 0) throw E(std::string("expected ") + condition);
  else throw E(str(args...));
}

}  // namespace detail
}  // namespace rushlight

/// Throws an error of type c10::E unless `cond` holds.
#define TORCH_CHECK_WITH(E, cond, ...)                                                     \
  do {                                                                                     \
    if (!(cond)) [[unlikely]]                                                              \
      ::rushlight::detail::check_failed<::rushlight::E>(#cond __VA_OPT__(, ) __VA_ARGS__); \
  } while (0)
#define TORCH_CHECK(cond, ...)       TORCH_CHECK_WITH(Error, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_INDEX(cond, ...) TORCH_CHECK_WITH(IndexError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_VALUE(cond, ...) TORCH_CHECK_WITH(ValueError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_TYPE(cond, ...)  TORCH_CHECK_WITH(TypeError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_NOT_IMPLEMENTED(cond, ...) \
  TORCH_CHECK_WITH(NotImplementedError, cond __VA_OPT__(, ) __VA_ARGS__)
/// TORCH_CHECK for conditions that only a mistake in the program itself can break.
#define TORCH_INTERNAL_ASSERT(cond, ...) TORCH_CHECK(cond __VA_OPT__(, ) __VA_ARGS__)
/// Older names, which programs still use.
#define AT_ASSERT(...)        TORCH_INTERNAL_ASSERT(__VA_ARGS__)
#define AT_ASSERTM(cond, ...) TORCH_INTERNAL_ASSERT(cond, __VA_ARGS__)
#define AT_ERROR(...)         TORCH_CHECK(false, __VA_ARGS__)

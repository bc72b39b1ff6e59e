// c10::Error and TORCH_CHECK with its kind, whose arguments may be anything that a stream takes.
// Next: Warning.h, TORCH_WARN; StringUtil.h, c10::str.
#pragma once

#include <sstream>
#include <string>

#include "c10/macros/Macros.h"
#include "c10/util/StringUtil.h"
#include "c10/util/Warning.h"
#include "rushlight/core/error.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight::detail {

/// Throws an E with the arguments written one after the other, or with the condition when there are none.
template <class E, class... Args>
[[noreturn, gnu::cold]] void check_failed(const char* condition, const Args&... args) {
  if constexpr (sizeof...(Args) == 0) throw E(std::string("expected ") + condition);
  else throw E(str(args...));
}

/// Gathers the message of a comparison that failed, and whatever a program writes behind it; Throw throws it.
class FailedComparison {
 public:
  template <class A, class B> FailedComparison(const char* condition, const A& a, const B& b) {
    text_ << "expected " << condition << ", got " << a << " and " << b << "; ";
  }
  template <class T> FailedComparison&& operator<<(const T& more) && {
    text_ << more;
    return std::move(*this);
  }
  std::string text() const {
    const std::string s = text_.str();
    return s.ends_with("; ") ? s.substr(0, s.size() - 2) : s;
  }

 private:
  std::ostringstream text_;
};
struct Throw {
  [[noreturn]] void operator&(const FailedComparison& failed) const { throw Error(failed.text()); }
};

}  // namespace torch::inline rushlight::detail

/// Throws an error of type c10::E unless `cond` holds.
#define TORCH_CHECK_WITH(E, cond, ...)                                                     \
  do {                                                                                     \
    if (!(cond)) [[unlikely]]                                                              \
      ::rushlight::detail::check_failed<::rushlight::E>(#cond __VA_OPT__(, ) __VA_ARGS__); \
  } while (0)
#define TORCH_CHECK(cond, ...)        TORCH_CHECK_WITH(Error, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_INDEX(cond, ...)  TORCH_CHECK_WITH(IndexError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_VALUE(cond, ...)  TORCH_CHECK_WITH(ValueError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_TYPE(cond, ...)   TORCH_CHECK_WITH(TypeError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_LINALG(cond, ...) TORCH_CHECK_WITH(LinAlgError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_NOT_IMPLEMENTED(cond, ...) \
  TORCH_CHECK_WITH(NotImplementedError, cond __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_CHECK_ARG(cond, n, ...) TORCH_CHECK(cond, "invalid argument ", n, ": ", __VA_ARGS__)
/// Throws an error of type c10::E.
#define C10_THROW_ERROR(E, msg) throw ::rushlight::E({__func__, __FILE__, __LINE__}, msg)

/// Compares two values and names both when they do not compare so; more may be written behind it: TORCH_CHECK_EQ(a, b) << c.
#define TORCH_CHECK_OP(a, b, op) \
  ((a)op(b)) ? (void)0           \
             : ::rushlight::detail::Throw() & ::rushlight::detail::FailedComparison(#a " " #op " " #b, a, b)
#define TORCH_CHECK_EQ(a, b) TORCH_CHECK_OP(a, b, ==)
#define TORCH_CHECK_NE(a, b) TORCH_CHECK_OP(a, b, !=)
#define TORCH_CHECK_LE(a, b) TORCH_CHECK_OP(a, b, <=)
#define TORCH_CHECK_LT(a, b) TORCH_CHECK_OP(a, b, <)
#define TORCH_CHECK_GE(a, b) TORCH_CHECK_OP(a, b, >=)
#define TORCH_CHECK_GT(a, b) TORCH_CHECK_OP(a, b, >)

/// TORCH_CHECK for conditions that only a mistake in the program itself can break.
#define TORCH_INTERNAL_ASSERT(cond, ...) TORCH_CHECK(cond __VA_OPT__(, ) __VA_ARGS__)
// The same where NDEBUG is not defined.
#ifdef NDEBUG
#define TORCH_CHECK_DEBUG_OP(a, b, op) \
  while (false) TORCH_CHECK_OP(a, b, op)
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(...) \
  while (false) TORCH_INTERNAL_ASSERT(__VA_ARGS__)
#else
#define TORCH_CHECK_DEBUG_OP(a, b, op)        TORCH_CHECK_OP(a, b, op)
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(...) TORCH_INTERNAL_ASSERT(__VA_ARGS__)
#endif
#define TORCH_DCHECK_EQ(a, b) TORCH_CHECK_DEBUG_OP(a, b, ==)
#define TORCH_DCHECK_NE(a, b) TORCH_CHECK_DEBUG_OP(a, b, !=)
#define TORCH_DCHECK_LE(a, b) TORCH_CHECK_DEBUG_OP(a, b, <=)
#define TORCH_DCHECK_LT(a, b) TORCH_CHECK_DEBUG_OP(a, b, <)
#define TORCH_DCHECK_GE(a, b) TORCH_CHECK_DEBUG_OP(a, b, >=)
#define TORCH_DCHECK_GT(a, b) TORCH_CHECK_DEBUG_OP(a, b, >)

/// Older names, which programs still use.
#define AT_ASSERT(...)        TORCH_INTERNAL_ASSERT(__VA_ARGS__)
#define AT_ASSERTM(cond, ...) TORCH_INTERNAL_ASSERT(cond, __VA_ARGS__)
#define AT_ERROR(...)         TORCH_CHECK(false, __VA_ARGS__)

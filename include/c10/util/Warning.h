// Warnings of a program's own: TORCH_WARN and its kind, and the handler that they go to, which writes to the standard error
// stream unless it is replaced. The library itself never warns.
#pragma once

#include <atomic>
#include <cstdio>
#include <string>
#include <utility>

#include "c10/macros/Macros.h"
#include "c10/util/StringUtil.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight {

/// A text with its kind and the place it comes from.
class Warning {
 public:
  class UserWarning {};
  class DeprecationWarning {};
  /// Which of the two it is.
  struct warning_variant_t {
    warning_variant_t(UserWarning) {}
    warning_variant_t(DeprecationWarning) : deprecation(true) {}
    bool deprecation = false;
  };

  Warning(warning_variant_t type, const SourceLocation& place, std::string text, bool verbatim)
      : type_(type), place_(place), text_(std::move(text)), verbatim_(verbatim) {}
  warning_variant_t type() const { return type_; }
  const SourceLocation& source_location() const { return place_; }
  const std::string& msg() const { return text_; }
  bool verbatim() const { return verbatim_; }

 private:
  warning_variant_t type_;
  SourceLocation place_;
  std::string text_;
  bool verbatim_;
};
using UserWarning = Warning::UserWarning;
using DeprecationWarning = Warning::DeprecationWarning;

/// Where warnings go; derive from it and set it with WarningUtils::set_warning_handler.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  virtual void process(const Warning& warning) {
    const SourceLocation& place = warning.source_location();
    std::fprintf(stderr, "[W %s:%u] Warning: %s (function %s)\n", place.file, place.line,
                 warning.msg().c_str(), place.function);
  }
};

namespace WarningUtils {

inline WarningHandler standard_handler;
inline thread_local WarningHandler* handler = nullptr;
inline std::atomic<bool> warn_always{false};

/// The handler of this thread from now on, which must live until another one is set; null for the standard one.
inline void set_warning_handler(WarningHandler* fresh) noexcept { handler = fresh; }
inline WarningHandler* get_warning_handler() noexcept { return handler ? handler : &standard_handler; }
/// Whether TORCH_WARN_ONCE warns each time.
inline void set_warnAlways(bool on) noexcept { warn_always.store(on); }
inline bool get_warnAlways() noexcept { return warn_always.load(); }

/// Sets a handler until the end of the scope.
class WarningHandlerGuard {
 public:
  explicit WarningHandlerGuard(WarningHandler* fresh) : before_(handler) { handler = fresh; }
  ~WarningHandlerGuard() { handler = before_; }
  C10_DISABLE_COPY_AND_ASSIGN(WarningHandlerGuard);

 private:
  WarningHandler* before_;
};

/// Sets warnAlways until the end of the scope.
class WarnAlways {
 public:
  explicit WarnAlways(bool on = true) : before_(warn_always.exchange(on)) {}
  ~WarnAlways() { warn_always.store(before_); }
  C10_DISABLE_COPY_AND_ASSIGN(WarnAlways);

 private:
  bool before_;
};

}  // namespace WarningUtils

/// Hands a warning to the handler of this thread.
inline void warn(const Warning& warning) { WarningUtils::get_warning_handler()->process(warning); }

}  // namespace torch::inline rushlight

#define TORCH_WARN_WITH(kind, ...) \
  ::rushlight::warn(               \
      ::rushlight::Warning(kind(), {__func__, __FILE__, __LINE__}, ::rushlight::str(__VA_ARGS__), false))
#define TORCH_WARN(...)             TORCH_WARN_WITH(::rushlight::UserWarning, __VA_ARGS__)
#define TORCH_WARN_DEPRECATION(...) TORCH_WARN_WITH(::rushlight::DeprecationWarning, __VA_ARGS__)
/// Warns the first time that the line is reached.
#define TORCH_WARN_ONCE(...)                                                                            \
  do {                                                                                                  \
    static std::atomic<bool> warned{false};                                                             \
    if (!warned.exchange(true) || ::rushlight::WarningUtils::get_warnAlways()) TORCH_WARN(__VA_ARGS__); \
  } while (0)

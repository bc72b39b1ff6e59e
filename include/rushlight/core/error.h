// Errors: one exception type, one check macro, messages built only when the check fails.
// Messages read `op: expected <what>, got <value>[; <what to do>]`.
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "rushlight/core/export.h"
#include "rushlight/core/small_vector.h"

namespace torch::inline rushlight {

enum class ScalarType : int8_t;
struct Device;
class Scalar;

/// A place in a program, as LibTorch's macros hand it over.
struct SourceLocation {
  const char* function;
  const char* file;
  uint32_t line;
};

/// What every failed check throws; `c10::Error` in LibTorch programs.
class RUSHLIGHT_API Error : public std::exception {
 public:
  Error(std::string message) : message_(std::move(message)) {}
  /// A program may hand over where it was (no backtrace is taken here), and some address to know the error by.
  Error(std::string message, std::string backtrace, const void* caller = nullptr);
  Error(std::string message, std::nullptr_t, const void* caller = nullptr)
      : message_(std::move(message)), caller_(caller) {}
  Error(const char* file, uint32_t line, const char* condition, const std::string& message,
        std::nullptr_t = nullptr, const void* caller = nullptr);
  Error(const SourceLocation&, std::string message) : message_(std::move(message)) {}
  ~Error() override;

  /// The message, the context that was added, and the backtrace. What is returned is good until more context is added.
  const char* what() const noexcept override { return text(what_); }
  virtual const char* what_without_backtrace() const noexcept { return text(with_context_); }
  const std::string& msg() const { return message_; }
  /// Says more about what went on, from the inside to the outside.
  void add_context(std::string more);
  const std::vector<std::string>& context() const { return context_; }
  const std::string& backtrace() const { return backtrace_; }
  const void* caller() const noexcept { return caller_; }

 private:
  // The longer texts are there only where they are not the message itself.
  const char* text(const std::string& longer) const noexcept {
    return (longer.empty() ? message_ : longer).c_str();
  }
  void write_texts();

  std::string message_, backtrace_, what_, with_context_;
  std::vector<std::string> context_;
  const void* caller_ = nullptr;
};

/// An index or dimension out of its range.
class RUSHLIGHT_API IndexError : public Error {
  using Error::Error;
};
/// An argument with a value that the call does not accept.
class RUSHLIGHT_API ValueError : public Error {
  using Error::Error;
};
/// An argument of a type that the call does not accept.
class RUSHLIGHT_API TypeError : public Error {
  using Error::Error;
};
/// A matrix that a routine of linear algebra cannot work on, such as a singular one.
class RUSHLIGHT_API LinAlgError : public Error {
  using Error::Error;
};
/// Memory that is not to be had.
class RUSHLIGHT_API OutOfMemoryError : public Error {
  using Error::Error;
};
/// Something this device or data type has no implementation for.
class RUSHLIGHT_API NotImplementedError : public Error {
  using Error::Error;
};
/// A text that is not in the form that the call reads.
class RUSHLIGHT_API SyntaxError : public Error {
  using Error::Error;
};
/// Memory of another library that cannot be shared.
class RUSHLIGHT_API BufferError : public Error {
  using Error::Error;
};
/// A number that is infinite or NaN where it must not be.
class RUSHLIGHT_API EnforceFiniteError : public Error {
  using Error::Error;
};

namespace detail {

/// One printable part of a message: text, number, shape, dtype or device.
class RUSHLIGHT_API Piece {
 public:
  Piece(const char* text);
  Piece(std::string_view text);
  Piece(const std::string& text);
  Piece(bool value);
  Piece(char value);
  Piece(int value);
  Piece(unsigned value);
  Piece(long value);
  Piece(unsigned long value);
  Piece(long long value);
  Piece(unsigned long long value);
  Piece(double value);
  Piece(IntArrayRef shape);
  Piece(const std::vector<int64_t>& shape);
  template <size_t N>
  Piece(const SmallVector<int64_t, N>& shape) : Piece(IntArrayRef(shape.data(), shape.size())) {}
  Piece(ScalarType dtype);
  Piece(const Scalar& value);
  Piece(const Device& device);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

RUSHLIGHT_API std::string concat(std::initializer_list<Piece> pieces);
[[noreturn, gnu::cold]] RUSHLIGHT_API void fail(std::initializer_list<Piece> pieces);
[[noreturn, gnu::cold]] RUSHLIGHT_API void fail_index(std::initializer_list<Piece> pieces);

}  // namespace detail
}  // namespace torch::inline rushlight

/// Throws rushlight::Error with the concatenated message unless `cond` holds.
#define RUSHLIGHT_CHECK(cond, ...)              \
  do {                                          \
    if (!(cond)) [[unlikely]]                   \
      ::rushlight::detail::fail({__VA_ARGS__}); \
  } while (0)

// Building of error messages; nothing here runs unless a check failed.
#include "rushlight/core/error.h"

#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "rushlight/core/device.h"
#include "rushlight/core/dtype.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {

Error::Error(std::string message, std::string backtrace, const void* caller)
    : message_(std::move(message)), backtrace_(std::move(backtrace)), caller_(caller) {
  write_texts();
}
Error::Error(const char* file, uint32_t line, const char* condition, const std::string& message,
             std::nullptr_t, const void* caller)
    : message_(detail::concat({"[enforce fail at ", file, ":", line, "] ", condition, ". ", message})),
      caller_(caller) {}
Error::~Error() = default;

void Error::add_context(std::string more) {
  context_.push_back(std::move(more));
  write_texts();
}

// One context stands behind the message, several in lines of their own.
void Error::write_texts() {
  with_context_ = message_;
  if (context_.size() == 1) with_context_ += " (" + context_[0] + ")";
  else
    for (const std::string& c : context_) with_context_ += "\n  " + c;
  what_ = with_context_;
  if (!backtrace_.empty()) what_ += "\n" + backtrace_;
}

namespace detail {
namespace {

std::string number(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%g", value);
  return buffer;
}

std::string shape_text(IntArrayRef shape) {
  std::string s = "[";
  for (size_t i = 0; i < shape.size(); ++i) {
    if (i != 0) s += ", ";
    s += std::to_string(shape[i]);
  }
  return s + "]";
}

}  // namespace

Piece::Piece(const char* text) : text_(text) {}
Piece::Piece(std::string_view text) : text_(text) {}
Piece::Piece(const std::string& text) : text_(text) {}
Piece::Piece(bool value) : text_(value ? "true" : "false") {}
Piece::Piece(char value) : text_(1, value) {}
Piece::Piece(int value) : text_(std::to_string(value)) {}
Piece::Piece(unsigned value) : text_(std::to_string(value)) {}
Piece::Piece(long value) : text_(std::to_string(value)) {}
Piece::Piece(unsigned long value) : text_(std::to_string(value)) {}
Piece::Piece(long long value) : text_(std::to_string(value)) {}
Piece::Piece(unsigned long long value) : text_(std::to_string(value)) {}
Piece::Piece(double value) : text_(number(value)) {}
Piece::Piece(IntArrayRef shape) : text_(shape_text(shape)) {}
Piece::Piece(const std::vector<int64_t>& shape) : text_(shape_text(shape)) {}
Piece::Piece(ScalarType dtype) : text_(dtype_name(dtype)) {}
Piece::Piece(const Device& device) : text_(device.str()) {}
Piece::Piece(const Scalar& value) {
  const Complex<double> z = value.toComplexDouble();
  if (value.isComplex()) text_ = "(" + number(z.real()) + "," + number(z.imag()) + ")";
  else text_ = value.isFloatingPoint() ? number(z.real()) : std::to_string(value.toLong());
}

std::string concat(std::initializer_list<Piece> pieces) {
  std::string s;
  for (const Piece& p : pieces) s += p.text();
  return s;
}

void fail_element(const char* what, size_t index, size_t size) {
  fail_index({what, ": expected an index below ", size, ", got ", index});
}
void fail_slice(size_t first, size_t count, size_t size) {
  fail_index({"slice: expected a part of ", size, " elements, got ", count, " from ", first, " on"});
}
void fail_key() { throw std::out_of_range("Dict: expected a key that is there, got one that is not"); }
void fail(std::initializer_list<Piece> pieces) { throw Error(concat(pieces)); }
void fail_index(std::initializer_list<Piece> pieces) { throw IndexError(concat(pieces)); }

}  // namespace detail
}  // namespace torch::inline rushlight

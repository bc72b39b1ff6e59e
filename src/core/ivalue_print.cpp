// IValue in a stream, as LibTorch writes it: Python's words and brackets, a point behind whole float64s, texts as they are.
#include <cmath>
#include <limits>
#include <ostream>

#include "rushlight/core/ivalue.h"

namespace torch::inline rushlight {
namespace {

void write(std::ostream& out, double value) {
  if (std::abs(value) < 0x1p63 && std::trunc(value) == value) {
    out << static_cast<int64_t>(value) << '.';
    return;
  }
  const std::streamsize before = out.precision(std::numeric_limits<double>::max_digits10);
  out << value;
  out.precision(before);
}

void write(std::ostream& out, const Complex<double>& value) {
  write(out, value.real());
  if (!std::signbit(value.imag()) || value.imag() == 0) out << '+';
  write(out, value.imag());
  out << 'j';
}

void write(std::ostream& out, const std::vector<IValue>& values) {
  for (size_t i = 0; i < values.size(); ++i) out << (i ? ", " : "") << values[i];
}

void write(std::ostream& out, const Dict<IValue, IValue>& values) {
  const char* between = "{";
  for (const auto& entry : values) {
    out << between << entry.key() << ": " << entry.value();
    between = ", ";
  }
  out << (values.empty() ? "{}" : "}");
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const IValue& value) {
  if (value.isNone()) return out << "None";
  if (value.isTensor()) return out << value.toTensor();
  if (value.isBool()) return out << (value.toBool() ? "True" : "False");
  if (value.isInt()) return out << value.toInt();
  if (value.isString()) return out << value.toStringRef();
  if (value.isDevice()) return out << value.toDevice();
  if (value.isDouble()) {
    write(out, value.toDouble());
  } else if (value.isComplexDouble()) {
    write(out, value.toComplexDouble());
  } else if (value.isTuple()) {
    out << '(';
    write(out, value.toTuple()->elements());
    out << (value.toTuple()->size() == 1 ? ",)" : ")");
  } else if (value.isGenericDict()) {
    write(out, value.toGenericDict());
  } else {
    out << '[';
    write(out, value.toListRef());
    out << ']';
  }
  return out;
}

}  // namespace torch::inline rushlight

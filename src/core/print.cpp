// Printing in LibTorch's format: one number format for a vector or matrix, columns cut to the width of a line, and
// slices of higher tensors one after the other, headed by their place.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <iomanip>
#include <iostream>

#include "core/memory_format.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {
namespace {

/// A stream's flags, precision and fill, put back at the end.
class FormatGuard {
 public:
  explicit FormatGuard(std::ostream& out) : out_(out), saved_(nullptr) { saved_.copyfmt(out); }
  ~FormatGuard() { out_.copyfmt(saved_); }

 private:
  std::ostream& out_;
  std::ios saved_;
};

template <class T> void append(const T* data, const Tensor& t, std::vector<double>& values) {
  SmallVector<int64_t, 8> index(static_cast<size_t>(t.dim()), 0);
  for (int64_t n = t.numel(); n > 0; --n) {
    int64_t at = 0;
    for (size_t d = 0; d < index.size(); ++d) at += index[d] * t.strides()[d];
    if constexpr (is_complex_v<T>) values.push_back(static_cast<double>(data[at].real()));
    else values.push_back(static_cast<double>(data[at]));
    for (size_t d = index.size(); d-- > 0;) {
      if (++index[d] < t.sizes()[d]) break;
      index[d] = 0;
    }
  }
}

std::vector<double> values_of(const Tensor& t) {
  std::vector<double> values;
  values.reserve(static_cast<size_t>(t.numel()));
  switch (t.scalar_type()) {
    case kFloat: append(t.data_ptr<float>(), t, values); break;
    case kDouble: append(t.data_ptr<double>(), t, values); break;
    case kLong: append(t.data_ptr<int64_t>(), t, values); break;
    case kInt: append(t.data_ptr<int32_t>(), t, values); break;
    case kShort: append(t.data_ptr<int16_t>(), t, values); break;
    case kChar: append(t.data_ptr<int8_t>(), t, values); break;
    case kByte: append(t.data_ptr<uint8_t>(), t, values); break;
    case kBool: append(t.data_ptr<bool>(), t, values); break;
    case kHalf: append(t.data_ptr<Half>(), t, values); break;
    case kBFloat16: append(t.data_ptr<BFloat16>(), t, values); break;
    // LibTorch's streams show the real parts only.
    case kComplexFloat: append(t.data_ptr<Complex<float>>(), t, values); break;
    case kComplexDouble: append(t.data_ptr<Complex<double>>(), t, values); break;
    default: detail::fail({"print: expected a dtype with numbers, got ", t.scalar_type()});
  }
  return values;
}

std::atomic<bool> g_exponents{true};

/// Sets the stream to numbers with exponents, or to fixed notation when set_printoption_sci_mode(false) was called.
int64_t use_exponents(std::ostream& out, bool long_ones) {
  const bool on = g_exponents.load(std::memory_order_relaxed);
  out << (on ? std::scientific : std::fixed) << std::setprecision(4);
  return on && long_ones ? 12 : 11;
}

struct NumberFormat {
  double scale = 1;
  int64_t width = 0;
};

/// Chooses the format for `n` numbers and sets the stream to it.
NumberFormat choose_format(std::ostream& out, const double* p, int64_t n) {
  if (n == 0) return {};
  bool whole = true, any = false;
  double least = 1, most = 1;
  for (int64_t i = 0; i < n; ++i) {
    if (!std::isfinite(p[i])) continue;
    whole &= p[i] == std::ceil(p[i]);
    const double z = std::fabs(p[i]);
    least = any ? std::min(least, z) : z;
    most = any ? std::max(most, z) : z;
    any = true;
  }
  // Number of digits before the point; 1 for zero.
  const auto digits = [](double v) { return v == 0 ? 1.0 : std::floor(std::log10(v)) + 1; };
  const double low = any ? digits(least) : 1, high = any ? digits(most) : 1;
  if (whole) {
    if (high <= 9) {
      out << std::defaultfloat;
      return {1, static_cast<int64_t>(high) + 1};
    }
    return {1, use_exponents(out, false)};
  }
  if (high - low > 4) return {1, use_exponents(out, std::fabs(high) > 99 || std::fabs(low) > 99)};
  out << std::fixed << std::setprecision(4);
  if (high > 5 || high < 0) return {std::pow(10, high - 1), 7};
  return {1, high == 0 ? 7 : static_cast<int64_t>(high) + 6};
}

/// The shortest text that reads back as `v`, with an exponent from 1e16 and below 1e-4 on.
void print_number(std::ostream& out, double v) {
  char text[40];
  const auto all = [&](std::chars_format format) {
    return std::to_chars(text, text + sizeof text, v, format).ptr;
  };
  const double size = std::fabs(v);
  const bool plain = !std::isfinite(v) || v == 0 || (size >= 1e-4 && size < 1e16);
  out.write(text, all(plain ? std::chars_format::fixed : std::chars_format::scientific) - text);
}

void print_scale(std::ostream& out, double scale) {
  const FormatGuard guard(out);
  // Whole numbers keep all their digits up to 1e16, as values do.
  if (scale >= 1 && scale < 1e16) out << static_cast<int64_t>(scale) << " *\n";
  else out << std::defaultfloat << scale << " *\n";
}

void print_matrix(std::ostream& out, const double* p, int64_t rows, int64_t columns, int64_t line,
                  int64_t indent) {
  const NumberFormat format = choose_format(out, p, rows * columns);
  const std::string margin(static_cast<size_t>(indent), ' ');
  const int64_t per_line = std::max<int64_t>((line - indent) / (format.width + 1), 1);
  for (int64_t first = 0; first < columns; first += per_line) {
    const int64_t last = std::min(first + per_line, columns);
    if (per_line < columns) {
      if (first != 0) out << '\n';
      out << "Columns " << first + 1 << " to " << last << margin;
    }
    if (format.scale != 1) {
      print_scale(out, format.scale);
      out << margin;
    }
    for (int64_t r = 0; r < rows; ++r) {
      if (r != 0) out << margin << (format.scale != 1 ? " " : "");
      for (int64_t c = first; c < last; ++c)
        out << std::setw(static_cast<int>(format.width)) << p[r * columns + c] / format.scale
            << (c + 1 < last ? ' ' : '\n');
    }
  }
}

/// The matrices of a tensor of three and more dimensions; the first of the outer dimensions runs fastest.
void print_slices(std::ostream& out, const double* p, IntArrayRef sizes, int64_t line) {
  const size_t outer = sizes.size() - 2;
  const int64_t rows = sizes[outer], columns = sizes[outer + 1];
  std::vector<int64_t> index(outer, 0);
  bool first = true;
  while (true) {
    if (!std::exchange(first, false)) out << '\n';
    int64_t matrix = 0;
    out << '(';
    for (size_t d = 0; d < outer; ++d) {
      matrix = matrix * sizes[d] + index[d];
      out << index[d] + 1 << ',';
    }
    out << ".,.) = \n";
    print_matrix(out, p + matrix * rows * columns, rows, columns, line, 1);
    size_t d = 0;
    while (d < outer && ++index[d] == sizes[d]) index[d++] = 0;
    if (d == outer) return;
  }
}

}  // namespace

std::ostream& print(std::ostream& out, const Tensor& t, int64_t line_width) {
  if (!t.defined()) return out << "[ Tensor (undefined) ]";
  const FormatGuard guard(out);
  const std::vector<double> values = values_of(t);
  if (t.dim() == 0) {
    print_number(out, values[0]);
    out << '\n';
  } else if (t.dim() == 1) {
    const NumberFormat format = choose_format(out, values.data(), t.numel());
    if (format.scale != 1) print_scale(out, format.scale);
    for (double v : values) out << std::setw(static_cast<int>(format.width)) << v / format.scale << '\n';
  } else if (t.numel() > 0) {
    if (t.dim() == 2) print_matrix(out, values.data(), t.size(0), t.size(1), line_width, 0);
    else print_slices(out, values.data(), t.sizes(), line_width);
  }
  out << "[ " << t.toString() << '{';
  for (int64_t d = 0; d < t.dim(); ++d) out << (d ? "," : "") << t.size(d);
  return out << "} ]";
}

void set_printoption_sci_mode(bool enabled) { g_exponents.store(enabled, std::memory_order_relaxed); }

void print(const Tensor& t, int64_t line_width) { print(std::cout, t, line_width); }

std::ostream& operator<<(std::ostream& out, const Tensor& t) { return print(out, t, 80); }

void Tensor::print() const {
  if (defined()) std::cerr << '[' << toString() << ' ' << sizes() << "]\n";
  else std::cerr << "[UndefinedTensor]\n";
}

std::ostream& operator<<(std::ostream& out, SymInt value) { return out << value.expect_int(); }
std::ostream& operator<<(std::ostream& out, IntArrayRef sizes) {
  out << '[';
  for (size_t i = 0; i < sizes.size(); ++i) out << (i ? ", " : "") << sizes[i];
  return out << ']';
}

std::ostream& operator<<(std::ostream& out, Layout) { return out << "Strided"; }

std::ostream& operator<<(std::ostream& out, MemoryFormat format) { return out << name_of(format); }

std::ostream& operator<<(std::ostream& out, const TensorOptions& o) {
  const auto or_default = [](bool given) { return given ? "" : " (default)"; };
  const FormatGuard guard(out);
  out << std::boolalpha << "TensorOptions(dtype=" << o.dtype() << or_default(o.has_dtype())
      << ", device=" << o.device() << or_default(o.has_device()) << ", layout=Strided"
      << or_default(o.has_layout()) << ", requires_grad=" << o.requires_grad()
      << or_default(o.has_requires_grad()) << ", pinned_memory=" << o.pinned_memory()
      << or_default(o.has_pinned_memory()) << ", memory_format=";
  if (o.memory_format_opt()) out << *o.memory_format_opt();
  else out << "(nullopt)";
  return out << ')';
}

}  // namespace torch::inline rushlight

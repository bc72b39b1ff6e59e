// Samples into tensors and back (see sample.h): values are drawn from a fixed sequence and written element by element.
#include "harness/sample.h"

#include <cmath>
#include <functional>
#include <limits>
#include <sstream>

#include "rushlight/ops/create.h"

namespace torch::inline rushlight::test {
namespace {

constexpr int64_t kOddSizes[] = {1, 7, 8, 9, 15, 16, 17, 31, 33, 65};
constexpr int64_t kBigSize = 70001;

// splitmix64: a well mixed word for each counter value.
double unit(uint64_t counter) {
  uint64_t z = counter * 0x9e3779b97f4a7c15u + 0x1234567u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

template <class F> void with_type(ScalarType t, F f) {
  switch (t) {
    case kFloat: return f(float{});
    case kDouble: return f(double{});
    case kHalf: return f(Half{});
    case kBFloat16: return f(BFloat16{});
    case kLong: return f(int64_t{});
    case kInt: return f(int32_t{});
    case kShort: return f(int16_t{});
    case kChar: return f(int8_t{});
    case kByte: return f(uint8_t{});
    case kBool: return f(bool{});
    default: throw Error("sample: expected a real dtype, got " + std::string(dtype_name(t)));
  }
}

// Calls f(k, offset) for the k-th element in row-major order.
template <class F> void for_each_offset(const Tensor& t, F f) {
  const auto sizes = t.sizes(), strides = t.strides();
  Shape index(sizes.size(), 0);
  int64_t offset = 0;
  for (int64_t k = 0, n = t.numel(); k < n; ++k) {
    f(k, offset);
    for (size_t d = sizes.size(); d-- > 0;) {
      offset += strides[d];
      if (++index[d] < sizes[d]) break;
      offset -= strides[d] * sizes[d];
      index[d] = 0;
    }
  }
}

template <class T> T converted(double v) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) return T(static_cast<float>(v));
  else return static_cast<T>(v);
}

void write(const Tensor& t, const Numbers& values) {
  with_type(t.scalar_type(), [&](auto zero) {
    using T = decltype(zero);
    T* data = static_cast<T*>(t.data_ptr());
    for_each_offset(t,
                    [&](int64_t k, int64_t at) { data[at] = converted<T>(values[static_cast<size_t>(k)]); });
  });
}

int64_t count(const Shape& shape) {
  int64_t n = 1;
  for (int64_t s : shape) n *= s;
  return n;
}

double drawn(const Arg& arg, ScalarType dtype, uint64_t counter) {
  const double u = unit(counter);
  if (dtype == kBool) return u < 0.5 ? 0 : 1;
  if (!isIntegralType(dtype)) return arg.low + (arg.high - arg.low) * u;
  const bool standard = arg.low == -2 && arg.high == 2;
  const double low = standard ? -9 : std::ceil(arg.low), high = standard ? 10 : std::floor(arg.high) + 1;
  const double v = std::floor(low + (high - low) * u);
  return dtype == kByte ? std::fabs(v) : v;
}

Tensor make(const Arg& arg, ScalarType tested, uint64_t seed) {
  const ScalarType dtype = arg.dtype == ScalarType::Undefined ? tested : arg.dtype;
  Numbers values = arg.values;
  if (values.empty())
    for (int64_t k = 0; k < count(arg.shape); ++k)
      values.push_back(drawn(arg, dtype, seed * 1000003 + static_cast<uint64_t>(k)));
  const Tensor t = empty(arg.shape, dtype);
  write(t, values);
  return t;
}

std::string text(const Shape& shape) {
  std::string s = "[";
  for (size_t d = 0; d < shape.size(); ++d) s += (d ? ", " : "") + std::to_string(shape[d]);
  return s + "]";
}

}  // namespace

Arg given(Shape shape, Numbers values) {
  Arg a(std::move(shape));
  a.values = std::move(values);
  return a;
}
Arg indices(Shape shape, int64_t low, int64_t high) {
  Arg a(std::move(shape), static_cast<double>(low), static_cast<double>(high - 1));
  a.dtype = kLong;
  return a;
}
Arg indices(Shape shape, Numbers values) {
  Arg a = given(std::move(shape), std::move(values));
  a.dtype = kLong;
  return a;
}
Arg mask(Shape shape) {
  Arg a(std::move(shape));
  a.dtype = kBool;
  return a;
}

Plain::Plain(Shape s) : shape(std::move(s)), values(static_cast<size_t>(count(shape))) {}

Plain rearranged(const Plain& in, Shape out, const std::function<Shape(const Shape& index)>& source) {
  Plain p(std::move(out));
  for (int64_t k = 0; k < p.numel(); ++k) {
    Shape index(p.shape.size());
    for (int64_t d = p.dim() - 1, rest = k; d >= 0; --d) {
      index[static_cast<size_t>(d)] = rest % p.shape[static_cast<size_t>(d)];
      rest /= p.shape[static_cast<size_t>(d)];
    }
    const Shape from = source(index);
    int64_t at = 0;
    for (size_t d = 0; d < from.size(); ++d) at = at * in.shape[d] + from[d];
    p[k] = in[at];
  }
  return p;
}

double wrapped(double v, ScalarType dtype) {
  if (dtype == kBool) return v != 0;
  if (!isIntegralType(dtype) || dtype == kLong) return v;
  const double range = std::exp2(8 * static_cast<double>(element_size(dtype)));
  const double low = dtype == kByte ? 0 : -range / 2;
  return v - range * std::floor((v - low) / range);
}

std::string Sample::str() const {
  std::ostringstream out;
  out << "inputs";
  for (const Arg& a : args) out << " " << text(a.shape);
  if (!numbers.empty()) out << ", numbers";
  for (double n : numbers) out << " " << n;
  return out.str();
}

Samples unary(double low, double high, Numbers numbers) {
  Samples all;
  std::vector<Shape> shapes{{}, {0}, {2, 0, 3}, {2, 3}, {5, 1, 4}, {2, 3, 2, 5}, {3, 37}};
  for (int64_t n : kOddSizes) shapes.push_back({n});
  for (const Shape& s : shapes) all.push_back({{Arg(s, low, high)}, numbers});
  all.push_back({{Arg({kBigSize}, low, high)}, numbers, true});
  return all;
}

Samples binary(double low, double high, double low2, double high2, Numbers numbers) {
  Samples all;
  std::vector<std::pair<Shape, Shape>> shapes{
      {{}, {}},         {{}, {5}},           {{5}, {}},           {{0}, {0}},
      {{0, 3}, {3}},    {{2, 3}, {2, 3}},    {{2, 3}, {3}},       {{3}, {2, 3}},
      {{2, 3}, {2, 1}}, {{2, 1, 4}, {3, 1}}, {{33, 17}, {33, 1}}, {{1}, {1, 2}}};
  for (int64_t n : kOddSizes) shapes.push_back({{n}, {n}});
  for (const auto& [a, b] : shapes) all.push_back({{Arg(a, low, high), Arg(b, low2, high2)}, numbers});
  all.push_back({{Arg({kBigSize}, low, high), Arg({kBigSize}, low2, high2)}, numbers, true});
  all.push_back({{Arg({300, 257}, low, high), Arg({300, 1}, low2, high2)}, numbers, true});
  return all;
}

Sample specials(int inputs) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const Numbers hard{0.0, -0.0, 1, -1, inf, -inf, nan, 1e-4, -1e-4, 30000, -30000, 3};
  Sample s;
  const size_t n = hard.size();
  for (int i = 0; i < inputs; ++i) {
    Numbers values;  // every value of one input meets every value of the other
    for (size_t k = 0; k < (inputs == 1 ? n : n * n); ++k) values.push_back(hard[i == 0 ? k % n : k / n]);
    Arg a = given({static_cast<int64_t>(values.size())}, values);
    s.args.push_back(a.without_grad());
  }
  return s;
}

Args make_args(const Sample& sample, ScalarType dtype, uint64_t seed) {
  Args args;
  args.numbers = sample.numbers;
  for (size_t i = 0; i < sample.args.size(); ++i)
    args.tensors.push_back(make(sample.args[i], dtype, seed + 7919 * i));
  return args;
}

Tensor relaid(const Tensor& t, Layout layout) {
  if (t.dim() == 0 || layout == Layout::row_major) return t;
  Shape strides(t.sizes().size());
  int64_t step = layout == Layout::strided ? 2 : 1;
  for (size_t k = 0; k < strides.size(); ++k) {
    const size_t d = layout == Layout::transposed ? k : strides.size() - 1 - k;
    strides[d] = step;
    step *= t.sizes()[d];
  }
  const Tensor other = empty_strided(t.sizes(), strides, t.options());
  write(other, plain(t).values);
  return other;
}

Plain plain(const Tensor& t) {
  Plain p(Shape(t.sizes().begin(), t.sizes().end()));
  with_type(t.scalar_type(), [&](auto zero) {
    using T = decltype(zero);
    const T* data = static_cast<const T*>(t.data_ptr());
    for_each_offset(t, [&](int64_t k, int64_t at) {
      if constexpr (std::is_arithmetic_v<T>) p[k] = static_cast<double>(data[at]);
      else p[k] = static_cast<float>(data[at]);
    });
  });
  return p;
}

PlainArgs plain_args(const Args& args, ScalarType dtype) {
  PlainArgs p;
  p.numbers = args.numbers;
  p.dtype = dtype;
  for (const Tensor& t : args.tensors) p.arrays.push_back(plain(t));
  return p;
}

std::string difference(const Plain& got, const Plain& expected, double rtol, double atol) {
  if (got.shape != expected.shape)
    return "expected shape " + text(expected.shape) + ", got " + text(got.shape);
  for (int64_t k = 0; k < got.numel(); ++k) {
    const double g = got[k], e = expected[k];
    const bool same =
        g == e || (std::isnan(g) && std::isnan(e)) || std::fabs(g - e) <= atol + rtol * std::fabs(e);
    if (same && !(std::isinf(e) && g != e)) continue;
    std::ostringstream out;
    out.precision(10);
    out << "expected " << e << ", got " << g << " for element " << k << " of " << got.numel();
    return out.str();
  }
  return "";
}

}  // namespace torch::inline rushlight::test

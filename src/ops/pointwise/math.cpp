// The elementary functions of one tensor: a rule for each (name, kernel, derivative from self or from the result), which
// op/elementary.h makes an operator of.
#include "ops/pointwise/math.h"

#include "op/elementary.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = MathKernels;

constexpr double kLn2 = 0.69314718055994530942, kTwoOverRootPi = 1.12837916709551257390;

struct Sqrt {
  static constexpr const char* kName = "sqrt";
  static constexpr auto kKernel = &K::sqrt;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) { return g / (y * 2); }
};
struct Rsqrt {
  static constexpr const char* kName = "rsqrt";
  static constexpr auto kKernel = &K::rsqrt;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) { return g * y.pow(3) * -0.5; }
};
struct Reciprocal {
  static constexpr const char* kName = "reciprocal";
  static constexpr auto kKernel = &K::reciprocal;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) { return -g * (y * y); }
};
struct Exp2 {
  static constexpr const char* kName = "exp2";
  static constexpr auto kKernel = &K::exp2;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) { return g * y * kLn2; }
};
struct Expm1 {
  static constexpr const char* kName = "expm1";
  static constexpr auto kKernel = &K::expm1;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) { return g * (y + 1); }
};
struct Log {
  static constexpr const char* kName = "log";
  static constexpr auto kKernel = &K::log;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g / x; }
};
struct Log2 {
  static constexpr const char* kName = "log2";
  static constexpr auto kKernel = &K::log2;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g / (x * kLn2); }
};
struct Log10 {
  static constexpr const char* kName = "log10";
  static constexpr auto kKernel = &K::log10;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g / (x * 2.302585092994045684); }
};
struct Log1p {
  static constexpr const char* kName = "log1p";
  static constexpr auto kKernel = &K::log1p;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g / (x + 1); }
};
struct Sin {
  static constexpr const char* kName = "sin";
  static constexpr auto kKernel = &K::sin;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * cos(x); }
};
struct Cos {
  static constexpr const char* kName = "cos";
  static constexpr auto kKernel = &K::cos;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return -g * sin(x); }
};
struct Tan {
  static constexpr const char* kName = "tan";
  static constexpr auto kKernel = &K::tan;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) { return g * (y * y + 1); }
};
struct Asin {
  static constexpr const char* kName = "asin";
  static constexpr auto kKernel = &K::asin;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * rsqrt(1 - x * x); }
};
struct Acos {
  static constexpr const char* kName = "acos";
  static constexpr auto kKernel = &K::acos;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return -g * rsqrt(1 - x * x); }
};
struct Atan {
  static constexpr const char* kName = "atan";
  static constexpr auto kKernel = &K::atan;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g / (x * x + 1); }
};
struct Sinh {
  static constexpr const char* kName = "sinh";
  static constexpr auto kKernel = &K::sinh;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * cosh(x); }
};
struct Cosh {
  static constexpr const char* kName = "cosh";
  static constexpr auto kKernel = &K::cosh;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * sinh(x); }
};
struct Tanh {
  static constexpr const char* kName = "tanh";
  static constexpr auto kKernel = &K::tanh;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) {
    return y.is_complex() ? g * (1 - y * y) : tanh_backward(g, y);
  }
};
struct Asinh {
  static constexpr const char* kName = "asinh";
  static constexpr auto kKernel = &K::asinh;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * rsqrt(x * x + 1); }
};
struct Acosh {
  static constexpr const char* kName = "acosh";
  static constexpr auto kKernel = &K::acosh;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * rsqrt(x * x - 1); }
};
struct Atanh {
  static constexpr const char* kName = "atanh";
  static constexpr auto kKernel = &K::atanh;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g / (1 - x * x); }
};
struct Sigmoid {
  static constexpr const char* kName = "sigmoid";
  static constexpr auto kKernel = &K::sigmoid;
  static constexpr Keep kKeep = Keep::kResult;
  static Tensor gradient(const Tensor& g, const Tensor& y) {
    return y.is_complex() ? g * (y * (1 - y)) : sigmoid_backward(g, y);
  }
};
struct Erf {
  static constexpr const char* kName = "erf";
  static constexpr bool kRealOnly = true;
  static constexpr auto kKernel = &K::erf;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * exp(-(x * x)) * kTwoOverRootPi; }
};
struct Erfc {
  static constexpr const char* kName = "erfc";
  static constexpr bool kRealOnly = true;
  static constexpr auto kKernel = &K::erfc;
  static constexpr Keep kKeep = Keep::kSelf;
  static Tensor gradient(const Tensor& g, const Tensor& x) { return g * exp(-(x * x)) * -kTwoOverRootPi; }
};

}  // namespace

Tensor sqrt(const Tensor& self) { return call<Sqrt>(self); }
Tensor& sqrt_(Tensor& self) { return call_inplace<Sqrt>(self); }
Tensor rsqrt(const Tensor& self) { return call<Rsqrt>(self); }
Tensor& rsqrt_(Tensor& self) { return call_inplace<Rsqrt>(self); }
Tensor reciprocal(const Tensor& self) { return call<Reciprocal>(self); }
Tensor& reciprocal_(Tensor& self) { return call_inplace<Reciprocal>(self); }
Tensor exp2(const Tensor& self) { return call<Exp2>(self); }
Tensor& exp2_(Tensor& self) { return call_inplace<Exp2>(self); }
Tensor expm1(const Tensor& self) { return call<Expm1>(self); }
Tensor& expm1_(Tensor& self) { return call_inplace<Expm1>(self); }
Tensor log(const Tensor& self) { return call<Log>(self); }
Tensor& log_(Tensor& self) { return call_inplace<Log>(self); }
Tensor log2(const Tensor& self) { return call<Log2>(self); }
Tensor& log2_(Tensor& self) { return call_inplace<Log2>(self); }
Tensor log10(const Tensor& self) { return call<Log10>(self); }
Tensor& log10_(Tensor& self) { return call_inplace<Log10>(self); }
Tensor log1p(const Tensor& self) { return call<Log1p>(self); }
Tensor& log1p_(Tensor& self) { return call_inplace<Log1p>(self); }
Tensor sin(const Tensor& self) { return call<Sin>(self); }
Tensor& sin_(Tensor& self) { return call_inplace<Sin>(self); }
Tensor cos(const Tensor& self) { return call<Cos>(self); }
Tensor& cos_(Tensor& self) { return call_inplace<Cos>(self); }
Tensor tan(const Tensor& self) { return call<Tan>(self); }
Tensor& tan_(Tensor& self) { return call_inplace<Tan>(self); }
Tensor asin(const Tensor& self) { return call<Asin>(self); }
Tensor& asin_(Tensor& self) { return call_inplace<Asin>(self); }
Tensor acos(const Tensor& self) { return call<Acos>(self); }
Tensor& acos_(Tensor& self) { return call_inplace<Acos>(self); }
Tensor atan(const Tensor& self) { return call<Atan>(self); }
Tensor& atan_(Tensor& self) { return call_inplace<Atan>(self); }
Tensor sinh(const Tensor& self) { return call<Sinh>(self); }
Tensor& sinh_(Tensor& self) { return call_inplace<Sinh>(self); }
Tensor cosh(const Tensor& self) { return call<Cosh>(self); }
Tensor& cosh_(Tensor& self) { return call_inplace<Cosh>(self); }
Tensor tanh(const Tensor& self) { return call<Tanh>(self); }
Tensor& tanh_(Tensor& self) { return call_inplace<Tanh>(self); }
Tensor asinh(const Tensor& self) { return call<Asinh>(self); }
Tensor& asinh_(Tensor& self) { return call_inplace<Asinh>(self); }
Tensor acosh(const Tensor& self) { return call<Acosh>(self); }
Tensor& acosh_(Tensor& self) { return call_inplace<Acosh>(self); }
Tensor atanh(const Tensor& self) { return call<Atanh>(self); }
Tensor& atanh_(Tensor& self) { return call_inplace<Atanh>(self); }
Tensor sigmoid(const Tensor& self) { return call<Sigmoid>(self); }
Tensor& sigmoid_(Tensor& self) { return call_inplace<Sigmoid>(self); }
Tensor erf(const Tensor& self) { return call<Erf>(self); }
Tensor& erf_(Tensor& self) { return call_inplace<Erf>(self); }
Tensor erfc(const Tensor& self) { return call<Erfc>(self); }
Tensor& erfc_(Tensor& self) { return call_inplace<Erfc>(self); }

Tensor arcsin(const Tensor& self) { return asin(self); }
Tensor arccos(const Tensor& self) { return acos(self); }
Tensor arctan(const Tensor& self) { return atan(self); }
Tensor arcsinh(const Tensor& self) { return asinh(self); }
Tensor arccosh(const Tensor& self) { return acosh(self); }
Tensor arctanh(const Tensor& self) { return atanh(self); }
Tensor& arcsin_(Tensor& self) { return asin_(self); }
Tensor& arccos_(Tensor& self) { return acos_(self); }
Tensor& arctan_(Tensor& self) { return atan_(self); }
Tensor& arcsinh_(Tensor& self) { return asinh_(self); }
Tensor& arccosh_(Tensor& self) { return acosh_(self); }
Tensor& arctanh_(Tensor& self) { return atanh_(self); }

}  // namespace torch::inline rushlight

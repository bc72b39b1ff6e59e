// The tests that an OpCase stands for (see op_case.h), registered with GoogleTest as two or three for each entry.
#include "harness/op_case.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>

#include <gtest/gtest.h>

#include "cpu/cpu_info.h"
#include "harness/sentinels.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr int64_t kMostForGradients = 40;  // elements of all inputs; a Jacobian costs their square
constexpr int64_t kMostForSecond = 16;

std::deque<OpCase>& registry() {
  static std::deque<OpCase> cases;
  return cases;
}
std::set<std::string>& covered_names() {
  static std::set<std::string> names;
  return names;
}

struct Tolerance {
  double rtol, atol;
};
Tolerance tolerance_of(ScalarType t) {
  switch (t) {
    case kDouble: return {1e-11, 1e-11};
    case kFloat: return {4e-6, 2e-6};
    case kHalf: return {2e-3, 1e-3};
    case kBFloat16: return {1.6e-2, 8e-3};
    default: return {0, 0};
  }
}

// Given values that have no neighbours to take differences with.
bool has_infinities(const Sample& sample) {
  for (const Arg& a : sample.args)
    for (double v : a.values)
      if (!std::isfinite(v)) return true;
  return false;
}
// Given values that no integer holds.
bool has_fractions(const Sample& sample) {
  for (const Arg& a : sample.args)
    for (double v : a.values)
      if (a.dtype == ScalarType::Undefined && (v != std::trunc(v) || !std::isfinite(v))) return true;
  return false;
}

class Derived : public ::testing::Test {
 public:
  Derived(const OpCase& c, void (OpCase::*check)() const) : case_(c), check_(check) {}
  void TestBody() override { (case_.*check_)(); }

 private:
  const OpCase& case_;
  void (OpCase::*check_)() const;
};

template <class F> void guarded(const std::string& what, F f) {
  SCOPED_TRACE(what);
  try {
    f();
  } catch (const std::exception& e) { ADD_FAILURE() << "unexpected error: " << e.what(); }
}

std::vector<Isa> machine_isas() {
  std::vector<Isa> found;
  const Isa now = cpu_isa();
  for (Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon}) {
    try {
      set_cpu_isa(isa);
      found.push_back(isa);
    } catch (const Error&) {  // not on this machine
    }
  }
  set_cpu_isa(now);
  return found;
}

struct RestoreSettings {
  int threads = get_num_threads();
  Isa isa = cpu_isa();
  ~RestoreSettings() {
    set_num_threads(threads);
    set_cpu_isa(isa);
  }
};

Args relaid(const Args& args, Layout layout) {
  Args other = args;
  for (Tensor& t : other.tensors) t = relaid(t, layout);
  return other;
}

// The shape of all arrays broadcast together.
Shape broadcast(const std::vector<Plain>& arrays) {
  Shape out;
  for (const Plain& a : arrays) {
    if (a.shape.size() > out.size()) out.insert(out.begin(), a.shape.size() - out.size(), 1);
    for (size_t k = 1; k <= a.shape.size(); ++k)
      if (a.shape[a.shape.size() - k] != 1) out[out.size() - k] = a.shape[a.shape.size() - k];
  }
  return out;
}
// Element of `a` that broadcasting puts at row-major place k of `shape`.
double at(const Plain& a, const Shape& shape, int64_t k) {
  int64_t offset = 0, step = 1;
  for (size_t d = 1; d <= shape.size(); ++d) {
    const int64_t size = shape[shape.size() - d], i = k % size;
    k /= size;
    if (d > a.shape.size()) continue;
    const int64_t own = a.shape[a.shape.size() - d];
    if (own != 1) offset += i * step;
    step *= own;
  }
  return a[offset];
}

}  // namespace

OpCase& OpCase::sample(std::initializer_list<Arg> args, Numbers numbers) {
  samples_.push_back({args, std::move(numbers)});
  return *this;
}
OpCase& OpCase::samples(const Samples& more) {
  samples_.insert(samples_.end(), more.begin(), more.end());
  return *this;
}
OpCase& OpCase::golden(std::vector<Plain> inputs, std::vector<Plain> outputs, Numbers numbers) {
  Sample s;
  for (Plain& p : inputs) s.args.push_back(given(p.shape, p.values).without_grad());
  s.numbers = std::move(numbers);
  goldens_.push_back({std::move(s), std::move(outputs)});
  return *this;
}
OpCase& OpCase::integers(bool with_bool) {
  for (ScalarType t : {kLong, kInt, kShort, kChar, kByte}) dtypes_.push_back(t);
  if (with_bool) dtypes_.push_back(kBool);
  return *this;
}
OpCase& OpCase::error(std::function<void()> call, std::string text) {
  bad_calls_.push_back({std::move(call), std::move(text)});
  return *this;
}
OpCase& OpCase::elementwise(Element f) {
  return reference([f = std::move(f)](const PlainArgs& args) {
    Plain out(broadcast(args.arrays));
    Numbers x(args.arrays.size());
    x.insert(x.end(), args.numbers.begin(), args.numbers.end());
    for (int64_t k = 0; k < out.numel(); ++k) {
      for (size_t i = 0; i < args.arrays.size(); ++i) x[i] = at(args.arrays[i], out.shape, k);
      out[k] = f(x.data());
    }
    return std::vector<Plain>{out};
  });
}

Samples OpCase::all_samples() const {
  Samples all = samples_;
  for (const Golden& g : goldens_) all.push_back(g.sample);
  return all;
}

uint64_t OpCase::seed(const Sample& sample) const {
  uint64_t h = 14695981039346656037u;
  for (char c : name_ + sample.str()) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return h;
}

ScalarType OpCase::given_dtype(size_t output, ScalarType tested) const {
  const bool integer = isIntegralType(tested, true);
  switch (gives_[std::min(output, gives_.size() - 1)]) {
    case Gives::same: return tested;
    case Gives::floats: return integer ? kFloat : tested;
    case Gives::sum: return integer ? kLong : tested;
    case Gives::int64: return kLong;
    case Gives::boolean: return kBool;
    case Gives::anything: break;
  }
  return ScalarType::Undefined;
}

// The result of a sample: given with it, made by the reference, or (for layouts and the like only) none.
std::vector<Plain> OpCase::expected(const Sample& sample, size_t index, const Args& args,
                                    ScalarType dtype) const {
  if (index >= samples_.size()) return goldens_[index - samples_.size()].outputs;
  if (!reference_)
    throw Error("op_case: expected a reference or golden values, got none for " + sample.str());
  return reference_(plain_args(args, dtype));
}

void OpCase::compare(const Results& got, const std::vector<Plain>& expected, ScalarType dtype,
                     const std::string& what) const {
  SCOPED_TRACE(what);
  ASSERT_EQ(got.tensors.size(), expected.size());
  for (size_t o = 0; o < expected.size(); ++o) {
    const ScalarType type = got.tensors[o].scalar_type(), wanted = given_dtype(o, dtype);
    if (wanted != ScalarType::Undefined) { EXPECT_EQ(type, wanted) << "dtype of output " << o; }
    // Rounding happened in the coarser of both dtypes.
    Tolerance t = tolerance_of(type);
    const Tolerance in = tolerance_of(dtype);
    if (isFloatingType(type)) t = {std::max(t.rtol, in.rtol), std::max(t.atol, in.atol)};
    Plain want = expected[o];
    for (double& v : want.values) v = wrapped(v, type);
    EXPECT_EQ(difference(plain(got.tensors[o]), want, tolerance_ * t.rtol, tolerance_ * t.atol), "")
        << "output " << o;
  }
}

void OpCase::check_inplace(const Sample& sample, const Args& args, const std::vector<Plain>& expected,
                           ScalarType dtype) const {
  if (expected[0].shape != sample.args[0].shape || given_dtype(0, dtype) != dtype) return;
  for (Layout layout : {Layout::row_major, Layout::transposed, Layout::strided}) {
    Tensor self = relaid(args[0].clone(), layout);
    const bool strided = layout == Layout::strided;
    Tensor wide;
    if (strided) self = inside_sentinels(args[0], wide);
    inplace_(self, args);
    compare(self, {expected[0]}, dtype, "in place, layout " + std::to_string(static_cast<int>(layout)));
    if (strided) { EXPECT_TRUE(sentinels_hold(wide)) << "wrote beside self"; }
  }
}

void OpCase::check_sample(const Sample& sample, size_t index, ScalarType dtype) const {
  const Args args = make_args(sample, dtype, seed(sample));
  const PlainArgs before = plain_args(args, dtype);
  const std::vector<Plain> want = expected(sample, index, args, dtype);
  const Results got = op_(args);
  compare(got, want, dtype, "row-major");
  if (view_) {
    EXPECT_TRUE(got.tensors[0].numel() == 0 || got.tensors[0].is_alias_of(args[0])) << "a view shares memory";
  }
  for (size_t i = 0; i < args.size(); ++i)
    EXPECT_EQ(difference(plain(args[i]), before[i], 0, 0), "") << "input " << i << " was changed";
  if (!row_major_only_ && !sample.big)
    for (Layout layout : {Layout::transposed, Layout::strided})
      compare(op_(relaid(args, layout)), want, dtype,
              layout == Layout::transposed ? "transposed" : "strided");
  if (dtype == kFloat || dtype == kDouble || dtype == kLong) check_variants(sample, args, want, dtype);
  if (inplace_) check_inplace(sample, args, want, dtype);
  check_out(args, want, dtype);
}

void OpCase::check_values() const {
  const Samples all = all_samples();
  EXPECT_FALSE(all.empty()) << "an entry needs samples";
  for (size_t k = 0; k < all.size(); ++k)
    for (ScalarType dtype : dtypes_) {
      if (all[k].big && dtype != dtypes_[0]) continue;
      if (isIntegralType(dtype, true) && has_fractions(all[k])) continue;
      guarded(all[k].str() + ", " + std::string(dtype_name(dtype)), [&] { check_sample(all[k], k, dtype); });
    }
}

// Every instruction set of the machine, and one thread against two, each against the reference.
void OpCase::check_variants(const Sample& sample, const Args& args, const std::vector<Plain>& expected,
                            ScalarType dtype) const {
  const RestoreSettings restore;
  static const std::vector<Isa> isas = machine_isas();
  for (Isa isa : isas) {
    set_cpu_isa(isa);
    set_num_threads(1);
    compare(op_(args), expected, dtype, isa_name(isa));
  }
  if (!sample.big) return;
  set_num_threads(2);
  compare(op_(args), expected, dtype, "two threads");
}

void OpCase::check_gradients_of(const Sample& sample, Layout layout) const {
  Args args = relaid(make_args(sample, kDouble, seed(sample)), layout);
  int64_t elements = 0;
  bool any = false;
  for (size_t i = 0; i < args.size(); ++i) {
    elements += args[i].numel();
    const bool wants = sample.args[i].grad && isFloatingType(args[i].scalar_type());
    if (wants) args[i].set_requires_grad(true);
    any |= wants && args[i].numel() > 0;
  }
  if (!any || elements > kMostForGradients) return;
  if (!differentiable_) {
    for (const Tensor& t : op_(args).tensors)
      EXPECT_FALSE(t.requires_grad()) << "expected outputs without gradient";
    return;
  }
  const auto forward = [&](const autograd::variable_list& x) { return op_({x, sample.numbers}).tensors; };
  EXPECT_EQ(autograd::gradcheck(forward, args.tensors), "") << "first derivatives";
  if (twice_ && elements <= kMostForSecond) {
    EXPECT_EQ(autograd::gradgradcheck(forward, args.tensors), "") << "second derivatives";
  }
  if (!inplace_ || layout != Layout::row_major) return;
  if (Results(op_(args)).tensors[0].sizes() != args[0].sizes()) return;
  const auto in_place = [&](const autograd::variable_list& x) {
    Tensor self = x[0].clone();
    inplace_(self, {x, sample.numbers});
    return autograd::variable_list{self};
  };
  EXPECT_EQ(autograd::gradcheck(in_place, args.tensors), "") << "first derivatives in place";
}

void OpCase::check_gradients() const {
  for (const Sample& s : all_samples()) {
    if (s.big || has_infinities(s)) continue;
    guarded(s.str(), [&] { check_gradients_of(s, Layout::row_major); });
    if (!row_major_only_)
      guarded(s.str() + ", transposed", [&] { check_gradients_of(s, Layout::transposed); });
  }
}

void OpCase::check_errors() const {
  for (const BadCall& bad : bad_calls_) {
    try {
      bad.call();
      ADD_FAILURE() << "expected an error with \"" << bad.text << "\", got none";
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(bad.text), std::string::npos)
          << "expected an error with \"" << bad.text << "\", got \"" << e.what() << "\"";
    }
  }
}

void OpCase::register_tests() const {
  std::string suite = "Op_" + name_;
  for (char& c : suite)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  const auto add = [&](const char* test, void (OpCase::*check)() const) {
    ::testing::RegisterTest(suite.c_str(), test, nullptr, nullptr, where_.file_name(),
                            static_cast<int>(where_.line()),
                            [this, check]() -> ::testing::Test* { return new Derived(*this, check); });
  };
  add("values", &OpCase::check_values);
  add("gradients", &OpCase::check_gradients);
  if (!bad_calls_.empty()) add("errors", &OpCase::check_errors);
}

OpCase& op_case(std::string name, OpCase::Operator op, std::source_location where) {
  return registry().emplace_back(std::move(name), std::move(op), where);
}

OpCases::OpCases(void (*declare)()) {
  const size_t before = registry().size();
  declare();
  for (size_t k = before; k < registry().size(); ++k) {
    registry()[k].register_tests();
    covered_names().insert(registry()[k].operator_name());
  }
}

void covered(std::initializer_list<const char*> names) {
  if (::testing::UnitTest::GetInstance()->current_test_info())
    ADD_FAILURE() << "covered: expected a call from an OpCases, got one from a test, which may not run";
  for (const char* n : names) covered_names().insert(n);
}
const std::set<std::string>& covered_operators() { return covered_names(); }
std::set<std::string> inplace_operators() {
  std::set<std::string> names;
  for (const OpCase& c : registry())
    if (c.has_inplace()) names.insert(c.operator_name() + "_");
  return names;
}
std::vector<std::string> entry_names() {
  std::vector<std::string> names;
  for (const OpCase& c : registry()) names.push_back(c.name());
  return names;
}

}  // namespace torch::inline rushlight::test

// Compares the streams with figures that PyTorch made (test/golden/random), call by call on shared generators, so that a
// call which used one word too many shows in all that follow.
#include "core/random_streams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace torch::inline rushlight {
namespace {

uint64_t fnv(const void* data, size_t size, uint64_t hash = 0xcbf29ce484222325u) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  for (size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 0x100000001b3u;
  return hash;
}

/// The engine's part of the saved state and the flag of the cached number.
uint64_t state_hash(const CpuRandomState& state) {
  const auto bytes = save_random_state(state);
  return fnv(bytes.data() + 5040, 1, fnv(bytes.data(), 5016));
}

/// One call in a golden file.
struct Call {
  std::string op, type;
  int64_t n = 0;
  std::string a, b;
  uint64_t hash = 0, state = 0;
  std::vector<uint64_t> first, last;

  double real(const std::string& text) const { return std::stod(text); }
  int64_t integer(const std::string& text) const { return std::stoll(text); }
};

Call parse(const std::string& line) {
  std::istringstream in(line);
  Call call;
  std::string word;
  in >> call.op >> call.type >> call.n >> call.a >> call.b >> word >> word;
  call.hash = std::stoull(word, nullptr, 16);
  std::vector<uint64_t>* to = &call.first;
  while (in >> word && word != "|") {
    if (word == "...") to = &call.last;
    else to->push_back(std::stoull(word, nullptr, 16));
  }
  in >> word;
  call.state = std::stoull(word, nullptr, 16);
  return call;
}

/// bfloat16 for the test: a float rounded to its upper half.
struct Brain {
  uint16_t bits;
};

template <class T> double value_of(T x) {
  if constexpr (std::is_same_v<T, Brain>) return std::bit_cast<float>(uint32_t{x.bits} << 16);
  else return static_cast<double>(x);
}

template <class T> T from_bits(uint64_t bits) {
  if constexpr (sizeof(T) == 8) return std::bit_cast<T>(bits);
  else if constexpr (sizeof(T) == 4) return std::bit_cast<T>(static_cast<uint32_t>(bits));
  else if constexpr (sizeof(T) == 2) return std::bit_cast<T>(static_cast<uint16_t>(bits));
  else return static_cast<T>(bits);
}

/// Compares all bits, by way of the hash, or (where the C library's functions had a part) the stored values within
/// `tolerance`.
template <class T> void expect_values(const Call& call, const T* values, double tolerance) {
  if (tolerance == 0) { EXPECT_EQ(fnv(values, sizeof(T) * call.n), call.hash); }
  const auto compare = [&](int64_t i, uint64_t bits) {
    const double expected = value_of(from_bits<T>(bits)), actual = value_of(values[i]);
    EXPECT_NEAR(actual, expected, tolerance * std::max(1.0, std::abs(expected))) << "element " << i;
  };
  for (size_t i = 0; i < call.first.size(); ++i) compare(static_cast<int64_t>(i), call.first[i]);
  for (size_t i = 0; i < call.last.size(); ++i) compare(call.n - call.last.size() + i, call.last[i]);
}

template <class P> std::vector<P> probabilities(int64_t n) {
  std::vector<P> p(n);
  for (int64_t i = 0; i < n; ++i) p[i] = static_cast<P>(i % 7) / 6;
  return p;
}

/// Runs a call that any type may make. False when the name is unknown.
template <class T> bool run_integers(const Call& call, CpuRandomState& state, T* out) {
  const int64_t n = call.n;
  if (call.op == "randint") {
    IntegerBounds bounds{call.integer(call.a), call.integer(call.b)};
    if (std::is_floating_point_v<T>)
      bounds = random_bounds(bounds.from, bounds.to, std::numeric_limits<T>::digits);
    fill_randint(state, out, n, bounds.from, bounds.to);
  } else if (call.op == "random_from") fill_random_from(state, out, n, call.integer(call.a));
  else if (call.op == "random") fill_random(state, out, n);
  else if (call.op == "bernoulli") fill_bernoulli(state, out, n, call.real(call.a));
  else if (call.op == "dropout") fill_bernoulli(state, out, n, 1 - call.real(call.a));
  else if (call.op == "bernoulli_f32") fill_bernoulli(state, out, n, probabilities<float>(n).data());
  else if (call.op == "bernoulli_f64") fill_bernoulli(state, out, n, probabilities<double>(n).data());
  else if constexpr (!std::is_same_v<T, bool>) {
    if (call.op == "randperm") randperm(state, out, n);
    else if (call.op == "geometric") fill_geometric(state, out, n, call.real(call.a));
    else return false;
  } else return false;
  return true;
}

/// Runs a call that only floating types may make. Returns the tolerance to compare with, or -1 when unknown.
template <class T> double run_reals(const Call& call, CpuRandomState& state, T* out) {
  const double a = call.real(call.a), b = call.real(call.b), close = sizeof(T) == 4 ? 1e-6 : 1e-13;
  if (call.op == "uniform") return fill_uniform(state, out, call.n, a, b), 0;
  if (call.op == "normal") {
    fill_normal(state, out, call.n, a, b);
    return call.n >= 16 && sizeof(T) == 4 ? 0 : close;
  }
  if (call.op == "normal_serial") fill_normal_serial(state, out, call.n, a, b);
  else if (call.op == "exponential") fill_exponential(state, out, call.n, a);
  else if (call.op == "cauchy") fill_cauchy(state, out, call.n, a, b);
  else if (call.op == "log_normal") fill_log_normal(state, out, call.n, a, b);
  else return -1;
  return close;
}

template <class T> void run_multinomial(const Call& call, CpuRandomState& state) {
  std::vector<T> weights(20), work(20);
  for (int i = 0; i < 20; ++i) weights[i] = 1 + static_cast<T>(i * 5 % 11) / 4;
  std::vector<int64_t> out(call.n);
  if (call.n == 1) {  // as multinomial does without replacement, too
    fill_exponential(state, work.data(), 20);
    for (int i = 0; i < 20; ++i) work[i] = weights[i] / work[i];
    out[0] = std::max_element(work.begin(), work.end()) - work.begin();
  } else {
    fill_multinomial(state, out.data(), call.n, weights.data(), 20, work.data());
  }
  expect_values(call, out.data(), 0);
}

template <class T> void run(const Call& call, CpuRandomState& state) {
  const auto out = std::make_unique<T[]>(call.n);
  if (run_integers(call, state, out.get())) return expect_values(call, out.get(), 0);
  if constexpr (std::is_floating_point_v<T>) {
    if (call.op == "multinomial") return run_multinomial<T>(call, state);
    const double tolerance = run_reals(call, state, out.get());
    if (tolerance >= 0) return expect_values(call, out.get(), tolerance);
  }
  ADD_FAILURE() << "golden file names an unknown operation";
}

template <> void run<Brain>(const Call& call, CpuRandomState& state) {
  std::vector<float> wide(call.n);
  fill_normal_half(state, wide.data(), call.n, call.real(call.a), call.real(call.b));
  std::vector<Brain> out(call.n);
  std::transform(wide.begin(), wide.end(), out.begin(), [](float x) {
    const uint32_t bits = std::bit_cast<uint32_t>(x);
    return Brain{static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16)};
  });
  expect_values(call, out.data(), call.n >= 16 ? 0 : 0.01);
}

void replay(const std::string& file) {
  const std::map<std::string, void (*)(const Call&, CpuRandomState&)> runners = {
      {"f32", run<float>},   {"f64", run<double>},  {"bf16", run<Brain>},
      {"i64", run<int64_t>}, {"i32", run<int32_t>}, {"i16", run<int16_t>},
      {"i8", run<int8_t>},   {"u8", run<uint8_t>},  {"bool", run<bool>}};
  std::ifstream in(std::string(RUSHLIGHT_GOLDEN_DIR) + "/random/" + file);
  ASSERT_TRUE(in) << file;
  CpuRandomState state;
  int calls = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("seed ")) {
      state = CpuRandomState(std::stoull(line.substr(5)));
      continue;
    }
    SCOPED_TRACE(line.substr(0, line.find('|')));
    const Call call = parse(line);
    runners.at(call.type)(call, state);
    EXPECT_EQ(state_hash(state), call.state) << "words drawn";
    ++calls;
  }
  EXPECT_GT(calls, 100);
}

TEST(RandomStreams, SingleCallsEqualPyTorch) { replay("singles.txt"); }
TEST(RandomStreams, MixedCallsEqualPyTorch) { replay("sequences.txt"); }

TEST(RandomStreams, EngineIsTheStandardOne) {
  Mt19937 engine;  // the C++ standard gives the 10000th word of a twister seeded with 5489
  std::vector<uint32_t> words(9999);
  engine.fill(words.data(), 9999);
  EXPECT_EQ(engine.next(), 4123659995u);
}

TEST(RandomStreams, BulkWordsAreSingleWords) {
  Mt19937 bulk(3), single(3);
  for (const int64_t n : {0, 1, 7, 623, 1, 624, 625, 2000, 5}) {
    std::vector<uint32_t> words(n + 1, 77);
    bulk.fill(words.data(), n);
    for (int64_t i = 0; i < n; ++i) ASSERT_EQ(words[i], single.next());
    EXPECT_EQ(words[n], 77u);
  }
}

TEST(RandomStreams, WordPairsAreHighFirst) {
  CpuRandomState pairs(9), words(9);
  const uint64_t high = random32(words), low = random32(words);
  EXPECT_EQ(random64(pairs), high << 32 | low);
}

TEST(RandomStreams, NoElementsDrawNothing) {
  CpuRandomState state(1);
  const uint64_t before = state_hash(state);
  fill_uniform<float>(state, nullptr, 0);
  fill_normal<double>(state, nullptr, 0);
  randperm<int64_t>(state, nullptr, 0);
  fill_randint<int32_t>(state, nullptr, 0, 0, 5);
  EXPECT_EQ(state_hash(state), before);
}

TEST(RandomStreams, PermutationsHoldEveryNumberOnce) {
  CpuRandomState state(4);
  std::vector<int64_t> p(5000);
  randperm(state, p.data(), 5000);
  EXPECT_FALSE(std::is_sorted(p.begin(), p.end()));
  std::sort(p.begin(), p.end());
  for (int64_t i = 0; i < 5000; ++i) ASSERT_EQ(p[i], i);
}

TEST(RandomStreams, UniformLeavesOutItsUpperEnd) {
  CpuRandomState state(5);
  std::vector<float> x(200000);
  const float to = std::nextafter(1.0f, 2.0f);  // no float between the ends: half of the draws round to `to`
  fill_uniform(state, x.data(), 200000, 1.0, to);
  for (const float v : x) ASSERT_EQ(v, 1.0f);
}

TEST(RandomStreams, BoundsOfFloatingTypesStayInside) {
  const auto same = [](IntegerBounds b, int64_t from, int64_t to) { return b.from == from && b.to == to; };
  EXPECT_TRUE(same(random_bounds(0, 65504, 11), 0, 65472));  // float16: 65503 would round up to 65504
  EXPECT_TRUE(same(random_bounds(0, 100, 8), 0, 100));
  EXPECT_TRUE(same(random_bounds(0, 268435455, 24), 0, 268435440));
  EXPECT_TRUE(same(random_bounds(-33554439, 5, 24), -33554436, 5));
}

TEST(RandomStreams, SavedStateContinues) {
  CpuRandomState state(11);
  std::vector<double> warm(3), a(700), b(700);
  fill_normal_serial(state, warm.data(), 3);
  auto bytes = save_random_state(state);
  auto copy = load_random_state(bytes);
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->seed, 11u);
  EXPECT_EQ(copy->next_double_normal, state.next_double_normal);
  fill_normal_serial(state, a.data(), 700);
  fill_normal_serial(*copy, b.data(), 700);
  EXPECT_EQ(a, b);
}

TEST(RandomStreams, DamagedStateIsRefused) {
  const auto good = save_random_state(CpuRandomState(11));
  EXPECT_TRUE(load_random_state(good));
  for (const int at : {8, 12, 16, 17}) {  // words left, seeded, next word
    auto bad = good;
    bad[at] ^= 0x5a;
    EXPECT_FALSE(load_random_state(bad)) << "byte " << at;
  }
}

TEST(RandomStreams, MomentsOfALongNormal) {
  CpuRandomState state(2);
  std::vector<float> x(1 << 18);
  fill_normal(state, x.data(), static_cast<int64_t>(x.size()), 3.0, 2.0);
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / x.size();
  double square = 0;
  for (const float v : x) square += (v - mean) * (v - mean);
  EXPECT_NEAR(mean, 3.0, 0.02);
  EXPECT_NEAR(std::sqrt(square / x.size()), 2.0, 0.02);
}

}  // namespace
}  // namespace torch::inline rushlight

// The workshop for sorting rows with their places, and for unique values. Everything must agree exactly with std::stable_sort
// over doubles. Attempts at sorting: 1 std::sort of (value, place) pairs, places breaking ties; 2 std::stable_sort, a merge
// sort, of the places by their values; 3 digit by digit (radix.h); 4 the operator: 3 or 1, by the length. At unique
// integers, with the places of the values and counts: 1 sorted, then runs; 2 a hash table of counters, whose values are
// sorted; 3 a counter for each number of the range, up to a billion; 4 the operator: 3 up to four counters for each number (kSpan
// in unique.cpp), else 1 with 3 of the attempts at sorting.
//
// The time of 1, 2 and 3 divided by that of 4, one core of Zen 3 with AVX2 (3 is compiled for it here, 4 for any machine):
//   rows of 16, 32 floats             1.2 to 1.4; 1.1 to 1.4; 2.4, 1.0
//   of 64, by 1                       1.15; 1.06; 0.64
//   of 128, 200, 1024 floats          2.4, 2.6, 3.7; 2.2, 2.4, 3.6; 1.0
//   rows of 64, 128 doubles, by 1     1.15, 1.1; 1.06; 1.3, 0.95
//   of 200, 1024 doubles              1.4, 1.9; 1.3, 1.9; 1.0
//   rows of 32, 64, 200, 1024 bytes   3.5, 5.3, 10, 17; 3.0, 4.7, 8.5, 13; 0.9 to 1.3
//   a row of a million floats         5.2; 7.0; 1.0
// So digits are taken from 16 elements a byte on: 64 floats, 128 doubles, and 160 int64. It was 20 of all while keys were made with
// branches: 64 floats take 0.65 of the time, 128 doubles 0.89, 128 int64 far apart would take 1.3. For unique, 1, 2 and 3:
//   4096 below 1024; 100,000 of 10    21 to 32, 11 to 14, 4.4; 53, 5.5, 5.4    (tensors made of vectors are much of 3)
//   10,000 below 39,000; far apart    3.5 to 4.2, 7, 1.2; 2.3 to 2.9, 6, -
//   10,000 below 8, 16, 64 times that many    3.2, 6.3, 1.15; 3.1, 6.2, 1.4; 3.1, 6.4, 3.3
//   500 below 8, 32 times; a million below 8  1.3, 2.7, 0.76; 1.5, 3.3, 1.9; 2.8, 21, 2.9
#include <numeric>
#include <unordered_map>

#include "lab/attempts.h"
#include "ops/sort/radix.h"

namespace {

using namespace rushlight;

template <class T> lab::Results merge_sort(const Tensor& x) {
  const int64_t n = x.size(1);
  const Tensor values = empty(x.sizes(), x.options()), places = empty(x.sizes(), kLong);
  for (int64_t r = 0; r < x.size(0); ++r) {
    const T* row = x.data_ptr<T>() + r * n;
    int64_t* place = places.data_ptr<int64_t>() + r * n;
    std::iota(place, place + n, int64_t{0});
    std::stable_sort(place, place + n, [&](int64_t a, int64_t b) { return row[a] < row[b]; });
    for (int64_t i = 0; i < n; ++i) values.data_ptr<T>()[r * n + i] = row[place[i]];
  }
  return {values, places};
}

template <class T> lab::Results sort_pairs(const Tensor& x) {
  const int64_t n = x.size(1);
  const Tensor values = empty(x.sizes(), x.options()), places = empty(x.sizes(), kLong);
  std::vector<std::pair<T, int64_t>> items(static_cast<size_t>(n));
  for (int64_t r = 0; r < x.size(0); ++r) {
    for (int64_t i = 0; i < n; ++i) items[size_t(i)] = {x.data_ptr<T>()[r * n + i], i};
    std::sort(items.begin(), items.end());
    for (int64_t i = 0; i < n; ++i)
      std::tie(values.data_ptr<T>()[r * n + i], places.data_ptr<int64_t>()[r * n + i]) = items[size_t(i)];
  }
  return {values, places};
}

template <class T> lab::Results by_digits(const Tensor& x) {
  const int64_t n = x.size(1);
  const Tensor values = empty(x.sizes(), x.options()), places = empty(x.sizes(), kLong);
  RadixSort<T> sort(n);
  for (int64_t at = 0; at < x.numel(); at += n)
    sort.row(x.data_ptr<T>() + at, false, values.data_ptr<T>() + at, places.data_ptr<int64_t>() + at);
  return {values, places};
}

template <class T> void compare_sorts(const std::string& name, const Tensor& x) {
  lab::compare(name, merge_sort<double>(x.to(kDouble)), 0,
               {{"std::sort of pairs", [&] { return sort_pairs<T>(x); }},
                {"std::stable_sort of places", [&] { return merge_sort<T>(x); }},
                {"by digits", [&] { return by_digits<T>(x); }},
                {"the operator", [&] {
                   const auto [values, places] = sort(x, 1);
                   return lab::Results{values, places};
                 }}});
}

// Values that occur, for each number the place of its own among them, and how often each occurs.
lab::Results by_sorting(const Tensor& x) {
  const auto sorted = sort_pairs<int64_t>(x.view({1, -1}));
  const int64_t *value = sorted[0].data_ptr<int64_t>(), *place = sorted[1].data_ptr<int64_t>();
  std::vector<int64_t> values, counts;
  const Tensor inverse = empty(x.sizes(), kLong);
  for (int64_t i = 0; i < x.numel(); ++i) {
    if (i == 0 || value[i] != value[i - 1]) values.push_back(value[i]), counts.push_back(0);
    ++counts.back();
    inverse.data_ptr<int64_t>()[place[i]] = int64_t(values.size()) - 1;
  }
  return {tensor(values), inverse, tensor(counts)};
}
lab::Results by_hashing(const Tensor& x) {
  std::unordered_map<int64_t, int64_t> counters;
  const int64_t* in = x.data_ptr<int64_t>();
  for (int64_t i = 0; i < x.numel(); ++i) ++counters[in[i]];
  std::vector<int64_t> values, counts;
  for (const auto& [value, count] : counters) values.push_back(value);
  std::sort(values.begin(), values.end());
  for (size_t i = 0; i < values.size(); ++i) {
    int64_t& counter = counters[values[i]];
    counts.push_back(std::exchange(counter, int64_t(i)));
  }
  const Tensor inverse = empty(x.sizes(), kLong);
  for (int64_t i = 0; i < x.numel(); ++i) inverse.data_ptr<int64_t>()[i] = counters[in[i]];
  return {tensor(values), inverse, tensor(counts)};
}

// A counter for each number of the range, however long.
lab::Results by_counting(const Tensor& x) {
  const int64_t* in = x.data_ptr<int64_t>();
  const auto [least, most] = std::minmax_element(in, in + x.numel());
  std::vector<int64_t> counters(static_cast<size_t>(*most - *least + 1)), values, counts;
  for (int64_t i = 0; i < x.numel(); ++i) ++counters[size_t(in[i] - *least)];
  for (size_t c = 0; c < counters.size(); ++c) {
    if (counters[c] == 0) continue;
    values.push_back(*least + int64_t(c));
    counts.push_back(std::exchange(counters[c], int64_t(counts.size())));
  }
  const Tensor inverse = empty(x.sizes(), kLong);
  for (int64_t i = 0; i < x.numel(); ++i) inverse.data_ptr<int64_t>()[i] = counters[size_t(in[i] - *least)];
  return {tensor(values), inverse, tensor(counts)};
}

void compare_unique(const char* name, const Tensor& x) {
  lab::compare(
      name, by_sorting(x), 0,
      {{"sorted, then runs", [&] { return by_sorting(x); }},
       {"a hash table", [&] { return by_hashing(x); }},
       {"counters, but sorted where they would be a billion",
        [&] { return (x.max() - x.min()).item<int64_t>() < 1000000000 ? by_counting(x) : by_sorting(x); }},
       {"the operator", [&] {
          const auto [values, inverse, counts] = _unique2(x, true, true, true);
          return lab::Results{values, inverse, counts};
        }}});
}

}  // namespace

int main() {
  set_num_threads(1);
  manual_seed(1);
  for (const int64_t n : {16, 32, 64, 128, 200, 1024}) {
    const std::string rows = "16,384 in rows of " + std::to_string(n);
    compare_sorts<float>(rows + " floats", randn({16384 / n, n}));
    compare_sorts<double>(rows + " doubles", randn({16384 / n, n}, kDouble));
    compare_sorts<int64_t>(rows + " integers below 1000", randint(1000, {16384 / n, n}, kLong));
    compare_sorts<uint8_t>(rows + " bytes", randint(256, {16384 / n, n}, kByte));
  }
  compare_sorts<float>("a row of 1,000,000 floats", randn({1, 1000000}));
  compare_sorts<double>("a row of 100,000 doubles", randn({1, 100000}, kDouble));
  compare_sorts<int64_t>("a row of 100,000 integers below 1000", randint(1000, {1, 100000}, kLong));
  compare_sorts<float>("a row of 100,000 floats in order", arange(100000, kFloat).view({1, -1}));
  compare_unique("unique: 4096 places below 1024", randint(1024, {4096}, kLong));
  compare_unique("unique: 100,000 labels of 10", randint(10, {100000}, kLong));
  compare_unique("unique: 10,000 integers below 39,000", randint(39000, {10000}, kLong));
  compare_unique("unique: 10,000 integers below 80,000", randint(80000, {10000}, kLong));
  compare_unique("unique: 10,000 integers below 160,000", randint(160000, {10000}, kLong));
  compare_unique("unique: 10,000 integers below 640,000", randint(640000, {10000}, kLong));
  compare_unique("unique: 500 integers below 4000", randint(4000, {500}, kLong));
  compare_unique("unique: 500 integers below 16,000", randint(16000, {500}, kLong));
  compare_unique("unique: 1,000,000 integers below 8,000,000", randint(8000000, {1000000}, kLong));
  compare_unique("unique: 1,000,000 integers below 64,000,000", randint(64000000, {1000000}, kLong));
  compare_unique("unique: 10,000 integers far apart", randint(int64_t{1} << 40, {10000}, kLong));
}

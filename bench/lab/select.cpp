// The workshop for selection, against sorting in double. Attempts at the middle rank of rows: 1 std::sort, 2 std::nth_element over
// a copy of the row; 3 and 4 keys (key.h) narrowed once by their leading 8 and 12 bits, then std::nth_element; 5 to 8 narrowed by parts
// of the range that they span, again and again down to 32 keys (narrow.h), with 8, 9, 10 and 12 bits; 9 and 10 with 9 bits down to 64
// and 256; 11 the operator, 9 bits and 32. At the first k of a row, descending: 1 all sorted, 2 std::nth_element over pairs, then
// std::sort, 3 a heap, 4 taken out by the key of the last of them, then std::sort (first.h); 5 the operator, which takes 3 for few,
// else 4 with digits where they are many.
//
// The time of 1 to 10 divided by that of 11, one core of Zen 3 with AVX2 (1 to 10 are compiled for it, 11 for any machine); floats,
// doubles, integers, random, close to each other and below 1000; rows that are alone come again, and branches over them are learnt:
//   rows of 64          3.7 to 4.3, 1.4 to 2.0   3 0.7 to 2.3  4 1.9 to 5.2   5 0.6 to 0.7  6 0.7 to 0.9  7 0.9 to 1.3  8 1.5 to 3.4  10 1.5 to 1.8
//   of 100, 200         4.1 to 11, 1.7 to 3.7    3 0.6 to 3.1  4 1.3 to 5.0   5 0.65 to 1.0 6 0.8 to 1.2  7 0.8 to 1.3  8 1.0 to 3.1  10 1.3 to 2.8
//   of 1000             9.5 to 18, 2.3 to 4.3    3 0.7 to 3.7  4 0.7 to 3.6   5 0.7 to 1.0  6 0.75 to 1.0 7 0.7 to 1.0  8 0.7 to 1.2  10 0.7 to 1.0
//   of 10,000, 100,000  15 to 35, 2.8 to 5.2     3 0.8 to 4.1  4 0.6 to 3.7   5 0.7 to 0.9  6 0.7 to 0.9  7 0.7 to 0.9  8 0.65 to 0.9
//   a row of a million  14 to 36, 2.6 to 4.0     3 1.0 to 3.1  4 0.8 to 3.1   5 0.7 to 1.2  6 0.7 to 1.2  7 0.7 to 1.15 8 0.7 to 1.1
// So parts of the range, for rows of more than 32. Rows from 16,384 on were narrowed by 12 leading bits, others went by 2: the operator
// takes 0.26 to 0.6 of the time it took for rows of 100 to 1000, 0.45 to 0.84 for longer ones, 0.22 for bytes, and 1.15 for long rows of
// random doubles, whose leading bits spread well.
//
// The time of 1 to 4 divided by that of 5, floats and doubles; integers below 1000 are alike:
//   1 of 10, 32; 5 of 32           3.6 to 11, 3.5 to 5.6; 2.2, 1.3        1.3 to 1.45; 1.0   2.7 to 3.8; 1.1
//   5 of 100, 1000, 10,000         2.9 to 5.8, 8.8 to 18, 15 to 30        1.9, 6, 9          0.7 to 1.3        0.9 to 1.1, 1.9 to 2.7, 3 to 4.6
//   10 of 1000, 100 of 10,000      5 to 11, 3 to 7    3.5, 2.2            0.9 to 1.0         1.3 to 1.7, 0.8 to 1.2
//   25 of 100, 62 of 1000          1.2 to 2.2, 2.0 to 3.5    1.2, 1.5     1.6, 1.5 to 1.8    0.93, 0.84
//   312 of 10,000                  2.6 to 3.4         1.6 to 2.3          1.5 to 2.0         0.9
//   2500 of 10,000, 25,000 of 100,000    1.3 to 1.9   1.7 to 2.9          3.7 to 7.6         1.5 to 2.7
// So a heap up to 5, or a 64th of the row (worth_heap). The heap went up to a 16th, and 2 beyond: topk takes 0.2 to 0.55 of the time it
// took from a 16th on in rows of 1000 and more.
#include <numeric>

#include "lab/attempts.h"
#include "ops/sort/first.h"
#include "ops/sort/radix.h"

namespace {

using namespace rushlight;

template <class T> using Keys = std::vector<KeyOf<sizeof(T)>>;

// The value of the middle rank of each row, found by f(row, n, rank).
template <class T, class F> lab::Results medians(const Tensor& x, const F& f) {
  const int64_t n = x.size(1);
  const Tensor values = empty({x.size(0)}, x.options());
  for (int64_t r = 0; r < x.size(0); ++r)
    values.data_ptr<T>()[r] = f(x.data_ptr<T>() + r * n, n, (n - 1) / 2);
  return {values};
}

// By a standard algorithm over a copy of the row.
template <class T> lab::Results by_sort(const Tensor& x) {
  std::vector<T> row(static_cast<size_t>(x.size(1)));
  return medians<T>(x, [&](const T* in, int64_t n, int64_t rank) {
    std::copy_n(in, n, row.data());
    std::sort(row.begin(), row.end());
    return row[size_t(rank)];
  });
}
template <class T> lab::Results by_nth_element(const Tensor& x) {
  std::vector<T> row(static_cast<size_t>(x.size(1)));
  return medians<T>(x, [&](const T* in, int64_t n, int64_t rank) {
    std::copy_n(in, n, row.data());
    std::nth_element(row.begin(), row.begin() + rank, row.end());
    return row[size_t(rank)];
  });
}

// The value whose key f(keys, n, rank) finds.
template <class T, class F> lab::Results by_keys(const Tensor& x, const F& f) {
  Keys<T> keys(static_cast<size_t>(x.size(1)));
  return medians<T>(x, [&](const T* in, int64_t n, int64_t rank) {
    for (int64_t i = 0; i < n; ++i) keys[size_t(i)] = key_of(in[i]);
    const auto key = f(keys.data(), n, rank);
    int64_t place = 0;
    while (key_of(in[place]) != key) ++place;
    return in[place];
  });
}
// Narrowed once by the leading bits.
template <class T, int bits> lab::Results by_leading_bits(const Tensor& x) {
  using Key = KeyOf<sizeof(T)>;
  return by_keys<T>(x, [](Key* keys, int64_t n, int64_t rank) {
    narrow<bits>(keys, n, rank, Key(0), Key(~Key(0)));
    std::nth_element(keys, keys + rank, keys + n);
    return keys[rank];
  });
}
// By parts of the range down to `short_row` keys.
template <class T, int bits, int64_t short_row> lab::Results by_range(const Tensor& x) {
  return by_keys<T>(x, [](KeyOf<sizeof(T)>* keys, int64_t n, int64_t rank) {
    return select<bits>(keys, n, rank, short_row).key;
  });
}

template <class T> void compare_medians(const std::string& name, const Tensor& x) {
  const lab::Results want = {std::get<0>(x.to(kDouble).sort(1)).select(1, (x.size(1) - 1) / 2)};
  lab::compare("median: " + name, want, 0,
               {{"std::sort", [&] { return by_sort<T>(x); }},
                {"std::nth_element", [&] { return by_nth_element<T>(x); }},
                {"leading 8 bits", [&] { return by_leading_bits<T, 8>(x); }},
                {"leading 12 bits", [&] { return by_leading_bits<T, 12>(x); }},
                {"range, 8 bits", [&] { return by_range<T, 8, kShortRow>(x); }},
                {"9 bits", [&] { return by_range<T, 9, kShortRow>(x); }},
                {"10 bits", [&] { return by_range<T, 10, kShortRow>(x); }},
                {"12 bits", [&] { return by_range<T, 12, kShortRow>(x); }},
                {"9 bits, down to 64", [&] { return by_range<T, 9, 64>(x); }},
                {"9 bits, down to 256", [&] { return by_range<T, 9, 256>(x); }},
                {"the operator", [&] { return lab::Results{std::get<0>(x.median(1))}; }}});
}

// The first k of each row, written by f(row, n, values, places).
template <class T, class F> lab::Results firsts(const Tensor& x, int64_t k, const F& f) {
  const int64_t n = x.size(1);
  const Tensor values = empty({x.size(0), k}, x.options()), places = empty({x.size(0), k}, kLong);
  for (int64_t r = 0; r < x.size(0); ++r)
    f(x.data_ptr<T>() + r * n, n, values.data_ptr<T>() + r * k, places.data_ptr<int64_t>() + r * k);
  return {values, places};
}
template <class T> void write(const std::vector<Item<T>>& items, int64_t k, T* values, int64_t* places) {
  for (int64_t i = 0; i < k; ++i) values[i] = items[size_t(i)].value, places[i] = items[size_t(i)].place;
}

template <class T> lab::Results by_heap(const Tensor& x, int64_t k) {
  std::vector<Item<T>> items(static_cast<size_t>(k));
  return firsts<T>(x, k, [&](const T* in, int64_t n, T* values, int64_t* places) {
    first_by_heap(in, n, k, Before<T>{true}, items.data());
    write(items, k, values, places);
  });
}
// std::nth_element over pairs, then std::sort of the first.
template <class T> lab::Results by_pairs(const Tensor& x, int64_t k) {
  std::vector<Item<T>> items(static_cast<size_t>(x.size(1)));
  return firsts<T>(x, k, [&](const T* in, int64_t n, T* values, int64_t* places) {
    for (int64_t i = 0; i < n; ++i) items[size_t(i)] = {in[i], i};
    if (k < n) std::nth_element(items.begin(), items.begin() + k, items.end(), Before<T>{true});
    std::sort(items.begin(), items.begin() + k, Before<T>{true});
    write(items, k, values, places);
  });
}
// The key of the last of them, then std::sort of those.
template <class T> lab::Results by_key(const Tensor& x, int64_t k) {
  Keys<T> keys(static_cast<size_t>(x.size(1)));
  std::vector<Item<T>> items(static_cast<size_t>(k));
  return firsts<T>(x, k, [&](const T* in, int64_t n, T* values, int64_t* places) {
    first_by_key(in, n, k, true, keys.data(), values, places);
    for (int64_t i = 0; i < k; ++i) items[size_t(i)] = {values[i], places[i]};
    std::sort(items.begin(), items.end(), Before<T>{true});
    write(items, k, values, places);
  });
}
lab::Results by_whole_sort(const Tensor& x, int64_t k) {
  const auto [values, places] = x.sort(1, true);
  return {values.narrow(1, 0, k).contiguous(), places.narrow(1, 0, k).contiguous()};
}

template <class T> void compare_firsts(const std::string& name, const Tensor& x, int64_t k) {
  lab::compare("topk: " + std::to_string(k) + " of " + name, by_whole_sort(x, k), 0,
               {{"sorted", [&] { return by_whole_sort(x, k); }},
                {"pairs, std::nth_element", [&] { return by_pairs<T>(x, k); }},
                {"a heap", [&] { return by_heap<T>(x, k); }},
                {"by key", [&] { return by_key<T>(x, k); }},
                {"the operator", [&] {
                   const auto [values, places] = x.topk(k, 1);
                   return lab::Results{values, places};
                 }}});
}

}  // namespace

int main() {
  set_num_threads(1);
  manual_seed(1);
  for (const int64_t n : {32, 64, 100, 200, 1000, 10000, 100000, 1000000}) {
    const int64_t rows =
        std::max<int64_t>(1, 65536 / n);  // many, for branches of a row that comes again are foreseen
    const std::string of = std::to_string(rows) + " of " + std::to_string(n);
    const Tensor x = randn({rows, n}, kDouble);
    compare_medians<float>(of + " floats", x.to(kFloat));
    compare_medians<float>(of + " floats near 1", (1 + x * 1e-4).to(kFloat));
    compare_medians<double>(of + " doubles", x);
    compare_medians<double>(of + " doubles near 1", 1 + x * 1e-4);
    compare_medians<int64_t>(of + " integers", randint(int64_t{1} << 62, {rows, n}, kLong));
    compare_medians<int64_t>(of + " integers below 1000", randint(1000, {rows, n}, kLong));
  }
  for (const int64_t n : {10, 32, 100, 1000, 10000, 100000}) {
    int64_t last = 0;
    for (const int64_t k : {int64_t{1}, int64_t{5}, n / 100, n / 32, n / 16, n / 4}) {
      if (k <= last) continue;
      last = k;
      const int64_t rows = std::max<int64_t>(1, 65536 / n);
      const std::string of = std::to_string(n) + ", " + std::to_string(rows) + " rows of ";
      compare_firsts<float>(of + "floats", randn({rows, n}), k);
      compare_firsts<double>(of + "doubles", randn({rows, n}, kDouble), k);
      compare_firsts<int64_t>(of + "integers below 1000", randint(1000, {rows, n}, kLong), k);
    }
  }
}

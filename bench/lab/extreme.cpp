// The workshop for the largest values with their places, against a plain search in double. Attempts at rows: 1 the value by
// vectors, then a search element by element; 2 the same with a search in vectors (index_row); 3 one pass that keeps both; 4 the same
// in vectors of values and of places; 5 groups of 64 rows laid down, to be columns; 6 the operator, which takes 5 for short rows
// (kShortRow, kFewRows in extreme_cpu.cpp), else 2. At columns: 1 one pass straight into the results, whose places are int64; 2 the
// values, then from the last row to the first where they are; 3 to 5 one pass over arrays of its own, whose places are as wide as the
// values, in strips of 64, 256 and 512 columns; 6 the operator, strips of 512. At one row: whole, and in pieces that threads share
// (kPiece in fold.h takes 65,536). The argument is the number of threads.
//
// The time of 1 to 5 divided by that of 6, one of two cores of Zen 3, AVX2, three runs beside other work, which moved 5 by a third:
//   10,000 rows of 10 floats, doubles, integers   3.5 to 4.8, 2.2 to 5.2, 1.8 to 2.3    2: 2.4 to 5.6   3: 1.7 to 4.1, integers 0.6
//                                                 4: 2.2 to 5.0   5: 0.73 to 1.37
//   4096 of 21                                    2.6 to 4.5, 1.2 to 3.0, 1.0 to 1.3    3: 1.5 to 4.2, integers 0.6 to 0.8
//   1024 of 64                                    1.0 to 1.5, 0.9, 1.1                  5: 1.4 (floats), 0.8 to 1.3, 2.0 to 3.5
//   64 of 1000, 32 of 10,000, one of a million    1.9 to 3.7, 1.3 to 1.8, 1.3 to 2.0    3: 2.6 to 11   4: 1.0 to 1.7, integers 0.6 to 0.9
// So short rows are laid down up to 64 float32, 32 float64 and 24 integers. All rows went by 1 before: the operator takes 0.15 to
// 0.47 of the time it took at 10,000 rows of 10, 0.4 to 0.75 at 1000 elements. One pass would suit integers, which a vector compares in
// one step, but is a form of its own for them alone.
//   columns, floats, doubles, integers            1 4 to 14, 3.4 to 9.7, 1.9 to 7.1   2 0.7 to 1.25, 1.0 to 1.6, 0.8 to 1.4   3, 4 0.94 to 1.17
// So arrays of its own: of results, whose places are wider than the values and may lie where they do, the compiler makes no vectors.
// 1 was what the library took; the operator takes 0.07 to 0.33 of the time it took.
//   a row of 100,000 to 10 million on two threads that other work shared: whole 0.87 to 0.97, pieces of 16,384 1.0, of 262,144 0.86 to 1.0
#include "lab/attempts.h"
#include "lab/kernel_file.h"
#include "op/infer.h"
// After the name of the instruction set:
#include "ops/reduce/extreme_cpu.cpp"

namespace {

using namespace rushlight;

// What the attempts get: in (outer, n, inner), results of their own.
struct Problem {
  ReduceShape s;
  Tensor x;
  template <class T, class F> lab::Results find_with(const F& f) const {
    const Tensor values = empty({s.outer, s.inner}, x.options()), places = empty({s.outer, s.inner}, kLong);
    f(Job{s, true, x.data_ptr<T>(), values.data_ptr<T>(), places.data_ptr<int64_t>()});
    return {values, places};
  }
};

// The value by vectors, then a search element by element.
template <class T> void value_then_plain_search(const Job& job) {
  for (int64_t o = 0; o < job.s.outer; ++o) {
    value_of_row<T, true>(job, o);
    const T *row = static_cast<const T*>(job.in) + o * job.s.n, value = static_cast<const T*>(job.out)[o];
    int64_t i = 0;
    while (row[i] != value) ++i;
    job.index[o] = i;
  }
}
template <class T> void value_then_search(const Job& job) {
  for (int64_t o = 0; o < job.s.outer; ++o) index_row<T>(job, o);
}

template <class T> void one_pass(const Job& job) {
  for (int64_t o = 0; o < job.s.outer; ++o) {
    const T* row = static_cast<const T*>(job.in) + o * job.s.n;
    T best = row[0];
    int64_t place = 0;
    for (int64_t i = 1; i < job.s.n; ++i) {
      const bool wins = Better<true>::is(row[i], best);
      best = wins ? row[i] : best;
      place = wins ? i : place;
    }
    static_cast<T*>(job.out)[o] = best;
    job.index[o] = place;
  }
}

// One pass over vectors of values and of places, two of each in turn.
template <class T> struct Best {
  Vector<T> value;
  Vector<Place<T>> place, here;
  void take(Vector<T> x, Place<T> step) {
    here += step;
    const auto wins = (x > value) | ((x != x) & (value == value));
    value = wins ? x : value;
    place = wins ? here : place;
  }
};
template <class T> void one_pass_of_vectors(const Job& job) {
  constexpr int64_t W = Register<T>::kCount;
  for (int64_t o = 0; o < job.s.outer; ++o) {
    const T* row = static_cast<const T*>(job.in) + o * job.s.n;
    T best = row[0];
    int64_t place = 0, i = 1;
    if (job.s.n >= 2 * W) {
      Best<T> a, b;
      for (int64_t k = 0; k < W; ++k) a.here[k] = Place<T>(k), b.here[k] = Place<T>(W + k);
      a.value = load(row), b.value = load(row + W), a.place = a.here, b.place = b.here;
      for (i = 2 * W; i + 2 * W <= job.s.n; i += 2 * W)
        a.take(load(row + i), 2 * W), b.take(load(row + i + W), 2 * W);
      for (const Best<T>* part : {&a, &b})
        for (int64_t k = 0; k < W; ++k) {
          const T x = part->value[k];
          const bool wins = Better<true>::is(x, best) ||
                            ((x == best || (x != x && best != best)) && part->place[k] < place);
          if (wins) best = x, place = part->place[k];
        }
    }
    for (; i < job.s.n; ++i)
      if (Better<true>::is(row[i], best)) best = row[i], place = i;
    static_cast<T*>(job.out)[o] = best;
    job.index[o] = place;
  }
}

// Groups of rows, laid down to be columns.
template <class T> void laid_down(const Job& job) {
  std::vector<T> columns(static_cast<size_t>(job.s.n * kTogether));
  for (int64_t o = 0; o < job.s.outer; o += kTogether) {
    const int64_t rows = std::min(kTogether, job.s.outer - o);
    lay_down<T>(static_cast<const T*>(job.in) + o * job.s.n, job.s.n, rows, columns.data());
    index_strip<T>(job, columns.data(), kTogether, rows, o);
  }
}

// Strips of columns, each done by f(strip, its first result, columns).
template <class T, class F> void each_strip(const Job& job, int64_t width, const F& f) {
  const ReduceShape& s = job.s;
  for (int64_t o = 0; o < s.outer; ++o)
    for (int64_t at = 0; at < s.inner; at += width)
      f(static_cast<const T*>(job.in) + o * s.n * s.inner + at, o * s.inner + at,
        std::min(width, s.inner - at));
}
// One pass straight into the results, whose places are of 64 bits.
template <class T> void into_results(const Job& job) {
  each_strip<T>(job, kStrip, [&](const T* strip, int64_t result, int64_t width) {
    T* best = static_cast<T*>(job.out) + result;
    int64_t* place = job.index + result;
    for (int64_t k = 0; k < width; ++k) best[k] = strip[k], place[k] = 0;
    for (int64_t i = 1; i < job.s.n; ++i)
      for (int64_t k = 0; k < width; ++k) {
        const T x = strip[i * job.s.inner + k];
        const bool wins = Better<true>::is(x, best[k]);
        best[k] = wins ? x : best[k];
        place[k] = wins ? i : place[k];
      }
  });
}
// The values, then from the last row to the first where they are.
template <class T> void values_then_search(const Job& job) {
  each_strip<T>(job, kStrip, [&](const T* strip, int64_t result, int64_t width) {
    values_of_strip<T, true>(job, strip, job.s.inner, width, result);
    T best[kStrip];
    Place<T> place[kStrip] = {};
    std::copy_n(static_cast<const T*>(job.out) + result, width, best);
    for (int64_t i = job.s.n - 1; i >= 0; --i)
      for (int64_t k = 0; k < width; ++k) {
        const T x = strip[i * job.s.inner + k];
        place[k] = (x == best[k]) | (x != x) ? Place<T>(i) : place[k];
      }
    for (int64_t k = 0; k < width; ++k) job.index[result + k] = place[k];
  });
}
// Arrays of its own, strips of `width` columns.
template <class T, int64_t width> void own_arrays(const Job& job) {
  each_strip<T>(job, width, [&](const T* strip, int64_t result, int64_t columns) {
    index_strip<T>(job, strip, job.s.inner, columns, result);
  });
}

lab::Results exact(const Problem& p) {
  const Tensor values = empty({p.s.outer, p.s.inner}, kDouble), places = empty({p.s.outer, p.s.inner}, kLong);
  const Tensor x = p.x.to(kDouble);
  for (int64_t r = 0; r < values.numel(); ++r) {
    const double* first = x.data_ptr<double>() + r / p.s.inner * p.s.n * p.s.inner + r % p.s.inner;
    int64_t best = 0;
    for (int64_t i = 1; i < p.s.n; ++i)
      if (first[i * p.s.inner] > first[best * p.s.inner]) best = i;
    values.data_ptr<double>()[r] = first[best * p.s.inner];
    places.data_ptr<int64_t>()[r] = best;
  }
  return {values, places};
}

template <class T> void compare(const char* dtype, const ReduceShape& s, const Tensor& x, lab::Clock clock) {
  const Problem p{s, x};
  std::vector<lab::Attempt> attempts;
  const auto add = [&](const char* name, void (*f)(const Job&)) {
    attempts.push_back({name, [=] { return p.find_with<T>(f); }});
  };
  if (s.inner == 1) {
    add("value, then a plain search", value_then_plain_search<T>);
    add("value, then a search in vectors", value_then_search<T>);
    add("one pass", one_pass<T>);
    add("one pass of vectors", one_pass_of_vectors<T>);
    if (s.n <= 64) add("laid down", laid_down<T>);
  } else {
    add("into the results", into_results<T>);
    add("values, then a search", values_then_search<T>);
    add("own arrays, strips of 64", own_arrays<T, 64>);
    add("of 256", own_arrays<T, 256>);
    add("of 512", own_arrays<T, 512>);
  }
  attempts.push_back({"the operator", [=] {
                        const auto [values, places] = x.max(1);
                        return lab::Results{values.view({s.outer, s.inner}), places.view({s.outer, s.inner})};
                      }});
  lab::compare(std::string(dtype) + " " + std::to_string(s.outer) + " x " + std::to_string(s.n) +
                   (s.inner == 1 ? "" : " x " + std::to_string(s.inner)),
               exact(p), 0, attempts, clock);
}

// The largest of one row, in pieces that threads share.
template <int64_t piece> lab::Results in_pieces(const Tensor& x) {
  const float* row = x.data_ptr<float>();
  const int64_t n = x.numel(), pieces = (n + piece - 1) / piece;
  std::vector<float> parts(static_cast<size_t>(pieces));
  parallel_for(0, pieces, 1, [&](int64_t first, int64_t last) {
    for (int64_t p = first; p < last; ++p)
      parts[size_t(p)] = fold_row(row + p * piece, std::min(piece, n - p * piece), -INFINITY, Better<true>());
  });
  return {torch::tensor(*std::max_element(parts.begin(), parts.end()))};
}
void compare_pieces(int64_t n, lab::Clock clock) {
  const Tensor x = randn({n});
  lab::compare("one row of " + std::to_string(n), {x.to(kDouble).max()}, 0,
               {{"whole", [=] { return in_pieces<int64_t{1} << 40>(x); }},
                {"pieces of 16384", [=] { return in_pieces<16384>(x); }},
                {"of 65536", [=] { return in_pieces<65536>(x); }},
                {"of 262144", [=] { return in_pieces<262144>(x); }},
                {"the operator", [=] { return lab::Results{x.max()}; }}},
               clock);
}

}  // namespace

int main(int argc, char** argv) {
  const lab::Clock clock = lab::use_threads(argc, argv);
  NoGradGuard guard;
  manual_seed(1);
  for (const int64_t n : {100000, 200000, 1000000, 10000000}) compare_pieces(n, clock);
  for (const ReduceShape& s :
       {ReduceShape{64, 10, 1}, ReduceShape{10000, 10, 1}, ReduceShape{10000, 3, 1}, ReduceShape{4096, 21, 1},
        ReduceShape{2048, 32, 1}, ReduceShape{1500, 48, 1}, ReduceShape{1024, 64, 1},
        ReduceShape{64, 1000, 1}, ReduceShape{32, 10000, 1}, ReduceShape{1, 1000000, 1},
        ReduceShape{1, 10, 10000}, ReduceShape{1, 1000, 64}, ReduceShape{64, 10, 49},
        ReduceShape{4, 21, 4096}, ReduceShape{2, 150, 1024}, ReduceShape{1, 4096, 16}}) {
    const Tensor x = randn({s.outer, s.n, s.inner}, kDouble);
    compare<float>("floats", s, x.to(kFloat), clock);
    compare<double>("doubles", s, x, clock);
    compare<int64_t>("integers", s, (x * 1000).to(kLong), clock);
  }
}

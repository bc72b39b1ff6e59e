// What the programs of the lab share: attempts at one thing, each checked against a reference in double and then timed in
// turn. The last attempt is the library's own way. Read next: cross_entropy.cpp, a short program that uses it.
#pragma once

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "rushlight/rushlight.h"

namespace lab {

using Results = std::vector<rushlight::Tensor>;

/// One way to do a thing; run() does it once, into tensors of its own.
struct Attempt {
  const char* name;
  std::function<Results()> run;
};

/// thread: processor time of the calling thread, which company on the machine hardly changes, for what one thread does;
/// wall: time that passes, for several threads.
enum class Clock { kThread, kWall };

inline double seconds(Clock clock) {
  timespec now;
  clock_gettime(clock == Clock::kThread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline double p10(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 10];
}
inline double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

/// The largest difference as a share of the largest value that is wanted; infinite for other shapes.
inline double apart(const rushlight::Tensor& got, const rushlight::Tensor& want) {
  if (got.sizes() != want.sizes()) return INFINITY;
  const rushlight::Tensor exact = want.to(rushlight::kDouble);
  const double most = exact.abs().max().item<double>();
  return (got.detach().to(rushlight::kDouble) - exact).abs().max().item<double>() / (most > 0 ? most : 1);
}
inline double apart(const Results& got, const Results& want) {
  double most = got.size() == want.size() ? 0 : INFINITY;
  for (size_t i = 0; i < want.size() && most < INFINITY; ++i) {
    const double error = apart(got[i], want[i]);
    most = error >= 0 ? std::max(most, error) : INFINITY;  // NaN is wrong too
  }
  return most;
}

/// Ends the program unless the attempt's results lie within `bound` of what is wanted; returns how far apart they are.
inline double check(const std::string& subject, const Attempt& attempt, const Results& want, double bound) {
  const double error = apart(attempt.run(), want);
  if (error <= bound) return error;
  std::fprintf(stderr, "%s: '%s' is wrong, apart by %g of the largest value\n", subject.c_str(), attempt.name,
               error);
  std::exit(1);
}

/// Times the attempts in turn and prints one JSON line: for each the microseconds, how many times the last one's that is, and
/// its error. The figure is p10 of one thread's times, and the median of those by the wall, where waiting is measured too.
inline void time_in_turn(const std::string& subject, const std::vector<Attempt>& attempts,
                         const std::vector<double>& errors, Clock clock = Clock::kThread) {
  constexpr int kRounds = 41;
  constexpr double kSample = 3e-4;  // seconds, beside which reading the clock is nothing
  std::vector<int> repeats(attempts.size(), 1);
  std::vector<std::vector<double>> times(attempts.size());
  for (int round = -1; round < kRounds; ++round)
    for (size_t a = 0; a < attempts.size(); ++a) {
      const double start = seconds(clock);
      for (int i = 0; i < repeats[a]; ++i) attempts[a].run();
      const double each = (seconds(clock) - start) / repeats[a];
      if (round < 0)
        repeats[a] = static_cast<int>(std::clamp(kSample / each, 1.0, 1000.0));  // it warms up, too
      else times[a].push_back(each);
    }
  const auto figure = clock == Clock::kThread ? p10 : median;
  const double library = figure(times.back());
  std::printf("{\"case\":\"%s\"", subject.c_str());
  for (size_t a = 0; a < attempts.size(); ++a) {
    const double mine = figure(times[a]);
    std::printf(",\"%zu %s\":{\"us\":%.2f,\"times\":%.2f,\"error\":%.1e}", a + 1, attempts[a].name,
                1e6 * mine, mine / library, errors[a]);
  }
  std::printf("}\n");
  std::fflush(stdout);
}

/// Checks all attempts, then times them.
inline void compare(const std::string& subject, const Results& want, double bound,
                    const std::vector<Attempt>& attempts, Clock clock = Clock::kThread) {
  std::vector<double> errors;
  for (const Attempt& a : attempts) errors.push_back(check(subject, a, want, bound));
  time_in_turn(subject, attempts, errors, clock);
}

/// For programs whose argument is the number of threads, else one: the clock to time them by.
inline Clock use_threads(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
  rushlight::set_num_threads(threads);
  return threads > 1 ? Clock::kWall : Clock::kThread;
}

/// The results of a step of training: those of f(), and the gradients that these tensors get from the sum of the first
/// result times `weight`.
inline Results with_gradients(const std::function<rushlight::Tensor()>& f, const rushlight::Tensor& weight,
                              const std::vector<rushlight::Tensor>& leaves) {
  const rushlight::Tensor y = f();
  Results all{y.detach()};
  for (const rushlight::Tensor& g : rushlight::autograd::grad({y}, leaves, {weight})) all.push_back(g);
  return all;
}

}  // namespace lab

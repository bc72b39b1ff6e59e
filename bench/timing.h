// Timing for the benchmarks: a program is a list of cases, and prints one JSON line for each.
// It knows neither library, so the same source is built against ours and against LibTorch; scripts/bench runs the two
// programs in turn, a process for each case, and prints the ratios.
// Read next: models/linear_regression.cpp, the smallest program that uses it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

namespace bench {

/// How long a case is timed; `--seconds S` sets it.
inline double seconds = 1.0;

/// Calls to make in place of timing, for a tool that counts what the process does; `--calls N` sets it.
inline long counted_calls = 0;

struct Timing {
  double p10_ms, median_ms;  // of one call
};

/// Time of one call of `step`. A fifth of the time warms up; after it each sample is of as many calls as take 20 us,
/// so that reading the clock costs nothing that counts.
template <class Step> Timing measure(Step&& step) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  if (counted_calls > 0) {
    for (long i = 0; i < counted_calls; ++i) step();
    return {0, 0};
  }
  const auto warm_up = Clock::now();
  long warm_calls = 0;
  for (; warm_calls < 3 || since(warm_up) < seconds / 5; ++warm_calls) step();
  const long calls = std::max(1L, long(20e-6 * double(warm_calls) / since(warm_up)));

  std::vector<double> ms;
  const auto begin = Clock::now();
  while (ms.size() < 10 || since(begin) < seconds) {
    const auto start = Clock::now();
    for (long i = 0; i < calls; ++i) step();
    ms.push_back(since(start) * 1e3 / double(calls));
  }
  std::sort(ms.begin(), ms.end());
  return {ms[ms.size() / 10], ms[ms.size() / 2]};
}

/// The most memory that this process has used so far, in MB. (getrusage would count the parent's too.)
inline double peak_mb() {
  double kb = 0;
  if (std::FILE* status = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, status)) {
      if (std::strncmp(line, "VmHWM:", 6) == 0) kb = std::atof(line + 6);
    }
    std::fclose(status);
  }
  return kb / 1024;
}

/// A case: its name, and a function that prepares the data and returns measure() of the step. Where a step works
/// through a number of items, these are counted per second as well.
struct Case {
  const char* name;
  Timing (*time)();
  double items = 0;
};

/// The main() of a benchmark. Usage: PROGRAM [--list] [--seconds S | --calls N] [NAME]; NAME picks one case.
template <size_t N> int run(const Case (&cases)[N], int argc, char** argv) {
  bool list = false;
  std::string wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--list") list = true;
    else if (word == "--seconds" && i + 1 < argc) seconds = std::atof(argv[++i]);
    else if (word == "--calls" && i + 1 < argc) counted_calls = std::atol(argv[++i]);
    else wanted = word;
  }
  int found = 0;
  for (const Case& c : cases) {
    if (!wanted.empty() && wanted != c.name) continue;
    ++found;
    if (list) {
      std::printf("%s\n", c.name);
      continue;
    }
    const Timing t = c.time();
    if (counted_calls > 0) continue;
    std::printf("{\"case\":\"%s\",\"p10_ms\":%.6f,\"median_ms\":%.6f,\"peak_mb\":%.1f", c.name, t.p10_ms,
                t.median_ms, peak_mb());
    if (c.items > 0) std::printf(",\"items_per_s\":%.0f", c.items * 1e3 / t.p10_ms);
    std::printf("}\n");
    std::fflush(stdout);
  }
  if (found == 0) std::fprintf(stderr, "no case is named %s\n", wanted.c_str());
  return found == 0 ? 1 : 0;
}

}  // namespace bench

// Compares recorded calls with what LibTorch wrote down for them (test/golden/calls/NAME.txt): words must be equal,
// numbers within a relative tolerance. A NaN that arithmetic makes has the sign that the processor gives it: any will do.
// Next: test/golden/calls/calls.h.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "golden/calls/calls.h"

namespace calls {

inline bool same_line(const std::string& ours, const std::string& theirs, double tolerance) {
  std::istringstream a(ours), b(theirs);
  std::string x, y;
  while (a >> x) {
    if (!(b >> y)) return false;
    if (x == y) continue;
    char *end_x, *end_y;
    const double u = std::strtod(x.c_str(), &end_x), v = std::strtod(y.c_str(), &end_y);
    if (*end_x || *end_y) return false;
    if (std::isnan(u) && std::isnan(v)) continue;
    if (!(std::abs(u - v) <= tolerance * std::max(1.0, std::abs(v)))) return false;
  }
  return !(b >> y);
}

inline void expect_calls(const std::string& name, const Lines& lines, double tolerance = 2e-6) {
  std::ifstream golden(std::string(RUSHLIGHT_GOLDEN_DIR) + "/calls/" + name + ".txt");
  ASSERT_TRUE(golden) << name << ".txt cannot be opened";
  std::stringstream ours;
  for (const std::string& line : lines.all) ours << line << '\n';
  std::string a, b;
  int64_t number = 0;
  while (std::getline(ours, a)) {
    ASSERT_TRUE(std::getline(golden, b)) << name << ".txt ends before: " << a;
    ++number;
    EXPECT_TRUE(same_line(a, b, tolerance))
        << name << ".txt:" << number << "\nours     " << a << "\nLibTorch " << b;
  }
  EXPECT_FALSE(std::getline(golden, b)) << name << ".txt goes on: " << b;
}

}  // namespace calls

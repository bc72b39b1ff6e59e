// The strong Wolfe line search (see line_search.h): a bracket that holds a good step, then its narrowing.
#include "optim/line_search.h"

#include <algorithm>
#include <cmath>

namespace torch::inline rushlight {
namespace optim {
namespace {

constexpr double kDecrease = 1e-4, kFlatness = 0.9;
constexpr int kMostSteps = 25;

// Where the cubic through two points with their slopes is lowest, within bounds.
double lowest_of_cubic(const LinePoint& a, const LinePoint& b, double low, double high) {
  const double d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t);
  const double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const double d2 = std::sqrt(square);
  const LinePoint &left = a.t <= b.t ? a : b, &right = a.t <= b.t ? b : a;
  const double t =
      right.t - (right.t - left.t) * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  return std::min(std::max(t, low), high);
}

class Search {
 public:
  Search(const std::function<LinePoint(double)>& at, const LinePoint& start, double longest, double tolerance)
      : at_(at), start_(start), low_(start), high_(start), longest_(longest), tolerance_(tolerance) {}

  LineSearchResult run(double first_t) {
    bracket(first_t);
    if (!done_) narrow();
    return {low_, evaluations_};
  }

 private:
  LinePoint evaluate(double t) {
    ++evaluations_;
    return at_(t);
  }
  bool too_high(const LinePoint& p) const { return p.loss > start_.loss + kDecrease * p.t * start_.slope; }
  bool flat(const LinePoint& p) const { return std::fabs(p.slope) <= -kFlatness * start_.slope; }
  void between(const LinePoint& a, const LinePoint& b) {
    low_ = a.loss <= b.loss ? a : b;
    high_ = a.loss <= b.loss ? b : a;
  }

  // Longer and longer steps, until two of them have a good one between them.
  void bracket(double t) {
    LinePoint before = start_, now = evaluate(t);
    for (; steps_ < kMostSteps; ++steps_) {
      if (too_high(now) || (steps_ > 1 && now.loss >= before.loss)) return between(before, now);
      if (flat(now)) {
        low_ = now;
        done_ = true;
        return;
      }
      if (now.slope >= 0) return between(before, now);
      const double next = lowest_of_cubic(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
      before = now;
      now = evaluate(next);
    }
    between(start_, now);
  }

  // A point inside the bracket; away from its ends when the last ones made no progress.
  double next_inside() {
    const double least = std::min(low_.t, high_.t), most = std::max(low_.t, high_.t);
    const double margin = 0.1 * (most - least);
    double t = lowest_of_cubic(low_, high_, least, most);
    const bool near_end = std::min(most - t, t - least) < margin;
    if (near_end && (stuck_ || t >= most || t <= least)) {
      t = std::fabs(t - most) < std::fabs(t - least) ? most - margin : least + margin;
      stuck_ = false;
    } else {
      stuck_ = near_end;
    }
    return t;
  }

  void narrow() {
    for (; !done_ && steps_ < kMostSteps; ++steps_) {
      if (std::fabs(high_.t - low_.t) * longest_ < tolerance_) return;
      const LinePoint now = evaluate(next_inside());
      if (too_high(now) || now.loss >= low_.loss) {
        between(low_, now);
        continue;
      }
      if (flat(now)) done_ = true;
      else if (now.slope * (high_.t - low_.t) >= 0) high_ = low_;
      low_ = now;
    }
  }

  const std::function<LinePoint(double)>& at_;
  const LinePoint& start_;
  LinePoint low_, high_;
  double longest_, tolerance_;
  int steps_ = 0;
  int64_t evaluations_ = 0;
  bool done_ = false, stuck_ = false;
};

}  // namespace

LineSearchResult strong_wolfe(const std::function<LinePoint(double)>& at, const LinePoint& start,
                              double first_t, double longest, double tolerance) {
  return Search(at, start, longest, tolerance).run(first_t);
}

}  // namespace optim
}  // namespace torch::inline rushlight

// The drawing of one digit, in the order of the pipeline: random numbers, pen path, warp, fit, ink.
// Coordinates are those of the glyph table (a box of 1 x 1 around the origin) until fit() turns them into
// pixels. Read next: digits_glyphs.cpp for the shapes.
#include "data/digits_render.h"

#include <algorithm>
#include <cmath>

#include "data/digits_glyphs.h"

// A fused multiply-add rounds once where the plain form rounds twice; without this, images would differ by
// machine.
#if defined(__clang__)
#pragma clang fp contract(off)
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

namespace torch::inline rushlight::data {
namespace {

// How different two writers may be. Larger figures make the set harder for a linear classifier.
constexpr float kPointJitter = 0.022f;  // of every point, standard deviation
constexpr float kEndJitter = 0.032f;    // of the first and last point of a stroke, in addition
constexpr float kElastic = 0.045f;      // of the smooth displacement
constexpr float kSlant = 0.20f;         // shear
constexpr float kTurn = 0.065f;         // tangent of half the angle
constexpr float kStretch = 0.12f;       // of width against height
constexpr float kWidth = 0.84f;         // a glyph's usual width against its height
constexpr float kBox = 20.0f;           // MNIST's digits fill a box of 20 x 20 pixels
constexpr float kNarrowPen = 1.5f;      // pixels of pen radius for a digit as wide as high
constexpr float kShift = 0.75f;         // pixels, after centring

constexpr int kMaxPoints = 256;  // of a path; the longest glyph needs about 100

// SplitMix64 (Steele, Lea and Flood 2014) as a function of a key and a counter.
uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

class Counter {
 public:
  Counter(uint64_t seed, uint64_t index) : state_(mix(mix(seed + kStep) + (index + 1) * kStep)) {}

  uint64_t bits() { return mix(state_ += kStep); }
  int below(int n) { return int((bits() >> 32) * uint64_t(n) >> 32); }
  float uniform() { return float(bits() >> 40) * (1.0f / 16777216.0f); }  // [0, 1), exact in float
  float uniform(float low, float high) { return low + (high - low) * uniform(); }

  // Mean 0, standard deviation 1, never beyond 3.5: the sum of four 16-bit uniforms needs no logarithm.
  float normal() {
    const uint64_t b = bits();
    const auto sum = int32_t((b & 0xffff) + (b >> 16 & 0xffff) + (b >> 32 & 0xffff) + (b >> 48));
    return float(sum - 131070) * (1.7320508f / 65536.0f);
  }

 private:
  static constexpr uint64_t kStep = 0x9e3779b97f4a7c15ull;
  uint64_t state_;
};

struct PathPoint {
  float x, y;
  float pressure;  // 0 to 1, of the pen
  bool pen_up;     // no line from the point before
};

struct Path {
  PathPoint points[kMaxPoints];
  int count = 0;

  void add(const PathPoint& p) {
    if (count < kMaxPoints) points[count++] = p;
  }
};

// The Catmull-Rom curve from b to c with the neighbours a and d, at t in [0, 1].
float curve(float a, float b, float c, float d, float t) {
  return b + 0.5f * t * (c - a + t * (2.0f * a - 5.0f * b + 4.0f * c - d + t * (3.0f * (b - c) + d - a)));
}

// Samples one stroke, its points moved a little, about every 0.07 of the glyph's height.
void trace_stroke(const std::vector<GlyphPoint>& stroke, Counter& random, Path& path) {
  GlyphPoint p[kMaxStrokePoints];
  const int n = std::min(int(stroke.size()), kMaxStrokePoints);
  for (int i = 0; i < n; ++i) {
    const float jitter = i == 0 || i == n - 1 ? kPointJitter + kEndJitter : kPointJitter;
    p[i] = {stroke[size_t(i)].x + jitter * random.normal(), stroke[size_t(i)].y + jitter * random.normal(),
            stroke[size_t(i)].corner};
  }
  const float begin = random.uniform(0.3f, 1.0f), middle = random.uniform(0.5f, 1.0f),
              end = random.uniform(0.1f, 1.0f);
  path.add({p[0].x, p[0].y, begin, true});
  for (int i = 0; i + 1 < n; ++i) {
    const GlyphPoint& b = p[i];
    const GlyphPoint& c = p[i + 1];
    const GlyphPoint& a = b.corner || i == 0 ? b : p[i - 1];
    const GlyphPoint& d = c.corner || i + 2 == n ? c : p[i + 2];
    const float dx = c.x - b.x, dy = c.y - b.y;
    const int steps = std::clamp(int(std::sqrt(dx * dx + dy * dy) * 14.0f) + 1, 2, 12);
    for (int s = 1; s <= steps; ++s) {
      const float t = float(s) / float(steps), along = (float(i) + t) / float(n - 1);
      const float pressure = along < 0.5f ? begin + (middle - begin) * 2.0f * along
                                          : middle + (end - middle) * (2.0f * along - 1.0f);
      path.add({curve(a.x, b.x, c.x, d.x, t), curve(a.y, b.y, c.y, d.y, t), pressure, false});
    }
  }
}

// A smooth random displacement: normal vectors on a 4 x 4 grid over the glyph, blended between.
class ElasticField {
 public:
  explicit ElasticField(Counter& random) {
    const float strength = kElastic * random.uniform(0.3f, 1.3f);
    for (auto& node : nodes_)
      for (float& component : node) component = strength * random.normal();
  }

  void apply(PathPoint& p) const {
    const float u = std::clamp((p.x + 0.6f) * 2.5f, 0.0f, 2.999f),
                v = std::clamp((p.y + 0.6f) * 2.5f, 0.0f, 2.999f);
    const int i = int(u), j = int(v);
    const float s = ease(u - float(i)), t = ease(v - float(j));
    const float* top_left = nodes_[j * 4 + i];
    const float* top_right = nodes_[j * 4 + i + 1];
    const float* low_left = nodes_[j * 4 + i + 4];
    const float* low_right = nodes_[j * 4 + i + 5];
    p.x += blend(blend(top_left[0], top_right[0], s), blend(low_left[0], low_right[0], s), t);
    p.y += blend(blend(top_left[1], top_right[1], s), blend(low_left[1], low_right[1], s), t);
  }

 private:
  static float ease(float t) { return t * t * (3.0f - 2.0f * t); }
  static float blend(float a, float b, float t) { return a + (b - a) * t; }
  float nodes_[16][2];
};

void warp(Path& path, Counter& random) {
  const ElasticField field(random);
  const float width = kWidth * (1.0f + kStretch * random.normal());
  const float slant = kSlant * (random.normal() - 0.35f);
  const float u = kTurn * random.normal();
  const float cosine = (1.0f - u * u) / (1.0f + u * u), sine = 2.0f * u / (1.0f + u * u);
  for (int i = 0; i < path.count; ++i) {
    PathPoint& p = path.points[i];
    field.apply(p);
    const float x = width * p.x + slant * p.y;
    p.x = cosine * x - sine * p.y;
    p.y = sine * x + cosine * p.y;
  }
}

struct Pen {
  float radius;     // pixels, at full pressure
  float variation;  // how much of the radius follows the pressure
  float softness;   // width in pixels of the grey edge
};

// Scales the path so that the inked digit fits MNIST's box, then moves its centre of mass to the middle of
// the image. A broad pen would fill the loops of a narrow digit, so `pen` is made finer for those; a 1 has no
// loops.
void fit(Path& path, bool has_loops, Pen& pen, Counter& random) {
  float low_x = path.points[0].x, high_x = low_x, low_y = path.points[0].y, high_y = low_y;
  for (int i = 1; i < path.count; ++i) {
    low_x = std::min(low_x, path.points[i].x), high_x = std::max(high_x, path.points[i].x);
    low_y = std::min(low_y, path.points[i].y), high_y = std::max(high_y, path.points[i].y);
  }
  const float size = std::max(std::max(high_x - low_x, high_y - low_y), 0.2f);
  if (has_loops) pen.radius = std::min(pen.radius, 0.5f + kNarrowPen * (high_x - low_x) / size);
  const float scale = (kBox * random.uniform(0.86f, 1.0f) - 2.0f * pen.radius) / size;
  float mass = 1e-6f, mean_x = 0.0f, mean_y = 0.0f;
  for (int i = 0; i < path.count; ++i) {
    PathPoint& p = path.points[i];
    p.x = (p.x - low_x) * scale;
    p.y = (p.y - low_y) * scale;
    if (p.pen_up) continue;
    const PathPoint& before = path.points[i - 1];
    const float dx = p.x - before.x, dy = p.y - before.y, length = std::sqrt(dx * dx + dy * dy);
    mass += length;
    mean_x += length * 0.5f * (p.x + before.x);
    mean_y += length * 0.5f * (p.y + before.y);
  }
  constexpr float kMiddle = 0.5f * float(kDigitSide - 1);
  const float move_x = kMiddle - mean_x / mass + kShift * random.normal();
  const float move_y = kMiddle - mean_y / mass + kShift * random.normal();
  for (int i = 0; i < path.count; ++i) {
    path.points[i].x += move_x;
    path.points[i].y += move_y;
  }
}

// Darkens `canvas` along one piece of the path: a capsule whose edge fades over pen.softness pixels.
void ink(const PathPoint& from, const PathPoint& to, const Pen& pen, float* canvas) {
  const float radius = pen.radius * (1.0f - pen.variation * (1.0f - 0.5f * (from.pressure + to.pressure)));
  const float reach = radius + 0.5f * pen.softness;
  const auto low = [&](float a, float b) {
    return std::clamp(int(std::min(a, b) - reach), 0, kDigitSide - 1);
  };
  const auto high = [&](float a, float b) {
    return std::clamp(int(std::max(a, b) + reach) + 1, 0, kDigitSide - 1);
  };
  const int x0 = low(from.x, to.x), x1 = high(from.x, to.x), y0 = low(from.y, to.y), y1 = high(from.y, to.y);
  const float dx = to.x - from.x, dy = to.y - from.y;
  const float inverse = 1.0f / std::max(dx * dx + dy * dy, 1e-6f);
  const float slope = 1.0f / pen.softness;
  for (int y = y0; y <= y1; ++y) {
    const float py = float(y) - from.y;
    float* row = canvas + y * kDigitSide;
    for (int x = x0; x <= x1; ++x) {
      const float px = float(x) - from.x;
      const float t = std::min(std::max((px * dx + py * dy) * inverse, 0.0f), 1.0f);
      const float ex = px - t * dx, ey = py - t * dy;
      const float cover = (radius - std::sqrt(ex * ex + ey * ey)) * slope + 0.5f;
      row[x] = std::max(row[x], std::min(cover, 1.0f));
    }
  }
}

}  // namespace

int digit_label(uint64_t seed, int64_t index) { return Counter(seed, uint64_t(index)).below(10); }

int render_digit(uint64_t seed, int64_t index, uint8_t* pixels) {
  Counter random(seed, uint64_t(index));
  const int label = random.below(10);
  const auto& glyphs = digit_glyphs(label);
  const Glyph& glyph = glyphs[size_t(random.below(int(glyphs.size())))];

  Path path;
  for (const auto& stroke : glyph.strokes) trace_stroke(stroke, random, path);
  warp(path, random);
  Pen pen{random.uniform(0.85f, 2.0f), random.uniform(0.0f, 0.4f), random.uniform(0.9f, 1.7f)};
  fit(path, label != 1, pen, random);

  float canvas[kDigitPixels] = {};
  for (int i = 1; i < path.count; ++i)
    if (!path.points[i].pen_up) ink(path.points[i - 1], path.points[i], pen, canvas);
  const float darkness = 255.0f * random.uniform(0.92f, 1.15f);
  for (int i = 0; i < kDigitPixels; ++i) pixels[i] = uint8_t(std::min(canvas[i] * darkness + 0.5f, 255.0f));
  return label;
}

}  // namespace torch::inline rushlight::data

// Padding against its definition: where each element of the result comes from.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

enum class Mode { kConstant, kReflect, kReplicate, kCircular };

// The numbers of a sample are the widths: before and after, the last dimension first. `value` fills in mode kConstant.
OpCase::Reference bordered(Mode mode, double value = 0) {
  return [=](const PlainArgs& x) {
    const size_t dims = x[0].shape.size(), padded = x.numbers.size() / 2;
    Shape shape = x[0].shape;
    for (size_t i = 0; i < padded; ++i) shape[dims - 1 - i] += x.i(2 * i) + x.i(2 * i + 1);
    Plain y(shape);
    for (int64_t k = 0; k < y.numel(); ++k) {
      int64_t rest = k, place = 0, step = 1;
      bool outside = false;
      for (size_t i = 0; i < dims; ++i) {
        const int64_t size = x[0].shape[dims - 1 - i];
        int64_t at = rest % shape[dims - 1 - i] - (i < padded ? x.i(2 * i) : 0);
        rest /= shape[dims - 1 - i];
        if (mode == Mode::kReflect)
          while (at < 0 || at >= size) at = at < 0 ? -at : 2 * (size - 1) - at;
        if (mode == Mode::kReplicate) at = std::min(std::max<int64_t>(at, 0), size - 1);
        if (mode == Mode::kCircular) {  // around what is left of the dimension
          const int64_t before = i < padded ? x.i(2 * i) : 0, after = i < padded ? x.i(2 * i + 1) : 0;
          const int64_t first = std::max<int64_t>(-before, 0),
                        n = size - first - std::max<int64_t>(-after, 0);
          at = first + (((at - first) % n) + n) % n;
        }
        outside |= at < 0 || at >= size;
        place += at * step;
        step *= size;
      }
      y[k] = outside ? value : x[0][place];
    }
    return std::vector<Plain>{y};
  };
}
std::vector<int64_t> widths(const Args& x) { return {x.numbers.begin(), x.numbers.end()}; }
OpCase::Operator padded(const char* mode) {
  return [mode](const Args& x) { return pad(x[0], widths(x), mode); };
}

const OpCases by_mode([] {
  op_case("pad constant", [](const Args& x) { return pad(x[0], widths(x), "constant", 1.5); })
      .sample({{2, 3}}, {1, 2})
      .sample({{2, 3, 4}}, {-1, 2, 0, 3, 1, -1})
      .sample({{5}}, {0, 0})
      .sample({{0, 2}}, {1, 1})
      .reference(bordered(Mode::kConstant, 1.5))
      .error([] { pad(ones({2}), {1}); },
             "pad: expected two widths for each of at most 1 dimensions, got [1]")
      .error(
          [] {
            pad(ones({2}), {1, 1, 1, 1});
          },
          "pad: expected two widths for each of at most 1 dimensions, got [1, 1, 1, 1]")
      .error(
          [] {
            pad(ones({2}), {-2, -1});
          },
          "pad: expected a result of size 0 or more in dimension 0, got widths -2 and -1 for size 2");
  op_case("pad reflect", padded("reflect"))
      .sample({{2, 4}}, {3, 2})
      .sample({{2, 3, 4}}, {1, 0, 2, 1})
      .sample({{1, 2, 3, 2, 4}}, {1, 2, 1, 0, 2, 1})
      .sample({{2, 3, 4}}, {-1, 2, 0, -1})
      .sample({{2, 4}}, {-3, 2})
      .sample({{2, 4}}, {-2, -1})
      .reference(bordered(Mode::kReflect))
      .integers()
      .error(
          [] {
            pad(ones({2, 3}), {-2, -1}, "reflect");
          },
          "pad: expected one or more elements of dimension 1 in mode reflect, got widths -2 and -1 for size "
          "3")
      .error(
          [] {
            pad(ones({2, 3}), {3, 0}, "reflect");
          },
          "pad: expected widths of at most 2 in mode reflect for dimension 1, got 3 and 0")
      .error(
          [] {
            pad(ones({2, 3}), {1, 0}, "reflect", 2.0);
          },
          "pad: expected a value in mode \"constant\" only, got 2 in mode \"reflect\"");
  op_case("pad replicate", padded("replicate"))
      .sample({{2, 2}}, {3, 1})
      .sample({{2, 3, 4}}, {5, 0, 2, 1})
      .sample({{2, 3, 4}}, {-1, 2, 3, -2})
      .reference(bordered(Mode::kReplicate));
  op_case("pad circular", padded("circular"))
      .sample({{2, 3}}, {3, 1})
      .sample({{2, 3, 4}}, {4, 0, 2, 3})
      .sample({{2, 3, 4}}, {-1, 2, 1, -1})
      .reference(bordered(Mode::kCircular))
      .error(
          [] {
            pad(ones({2, 3}), {4, 0}, "circular");
          },
          "pad: expected widths of at most 3 in mode circular for dimension 1, got 4 and 0")
      .error(
          [] {
            pad(ones({2, 3}), {1, 1}, "around");
          },
          "pad: expected mode \"constant\", \"reflect\", \"replicate\" or \"circular\", got \"around\"");
});

const OpCases by_name([] {
  op_case("constant_pad_nd", [](const Args& x) { return constant_pad_nd(x[0], widths(x), -2); })
      .sample({{2, 3}}, {1, 2, 2, 0})
      .reference(bordered(Mode::kConstant, -2))
      .integers();
  using Named = Tensor (*)(const Tensor&, IntArrayRef);
  const auto named = [](const char* name, Named f, Mode mode, const Samples& samples) -> OpCase& {
    return op_case(name, [f](const Args& x) { return f(x[0], widths(x)); })
        .samples(samples)
        .reference(bordered(mode));
  };
  const Samples signals{{{{2, 3}}, {2, 1}}, {{{1, 2, 4}}, {0, 3}}};
  const Samples images{{{{1, 3, 2}}, {1, 0, 2, 1}}, {{{1, 2, 3, 4}}, {3, 0, 1, 2}}};
  const Samples volumes{{{{1, 2, 3, 2}}, {1, 0, 2, 1, 0, 1}}, {{{1, 2, 2, 3, 4}}, {3, 0, 1, 2, 1, 1}}};
  named("reflection_pad1d", reflection_pad1d, Mode::kReflect, signals)
      .error(
          [] {
            reflection_pad1d(ones({2, 3}), {1, 1, 1, 1});
          },
          "reflection_pad1d: expected 2 widths, got [1, 1, 1, 1]")
      .error(
          [] {
            reflection_pad1d(ones({3}), {1, 1});
          },
          "reflection_pad1d: expected an input of 2 or 3 dimensions, got shape [3]");
  named("reflection_pad2d", reflection_pad2d, Mode::kReflect, images);
  named("reflection_pad3d", reflection_pad3d, Mode::kReflect, volumes);
  named("replication_pad1d", replication_pad1d, Mode::kReplicate, signals);
  named("replication_pad2d", replication_pad2d, Mode::kReplicate, images);
  named("replication_pad3d", replication_pad3d, Mode::kReplicate, volumes);
});

}  // namespace
}  // namespace torch::inline rushlight::test

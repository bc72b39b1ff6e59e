// OpCase::check_out: operators with the tag `out` (scripts/gen_ops) must be what it says, one call of the door that
// may write its result where a Destination wants it: into memory of a given place, and over an input.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "harness/sentinels.h"
#include "op/out.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const std::set<std::string>& written_directly() {
  static const std::set<std::string> names{
#include "harness/out_names.inc"
  };
  return names;
}

// Entries that call more than one operator, or a form without the tag.
bool calls_more(const std::string& entry) {
  static const std::set<std::string> names{"add numbers",  "clamp tensors",      "where self number",
                                           "where places", "where number other", "where numbers"};
  return names.contains(entry) || entry.find("complex") != std::string::npos;
}

}  // namespace

void OpCase::check_out(const Args& args, const std::vector<Plain>& expected, ScalarType dtype) const {
  if (!written_directly().contains(operator_name()) || expected.size() > 1) return;
  const NoGradGuard guard;
  const Tensor made = op_(args).tensors[0];
  if (made.numel() == 0 || !made.is_contiguous()) return;
  Tensor wide;
  // Two in front: pairs of numbers that stand for complex ones begin at even places. It holds nothing of the result yet.
  const Tensor blank = full({made.numel()}, sentinel(made.scalar_type()), made.options());
  const Tensor out = inside_sentinels(blank, wide, 2).view(made.sizes());
  const auto version = out._version();
  {
    const Destination to(out, std::initializer_list<const Tensor*>{});
    const Tensor result = op_(args).tensors[0];
    if (!calls_more(name_)) {
      // None where the result is a constant, as isnan of integers is.
      EXPECT_LE(to.calls(), 1) << "the tag out is for one call of the door";
      // Narrow numbers are widened for some operators.
      EXPECT_TRUE(result.is_same(out) || to.calls() == 0 ||
                  (dtype != kFloat && dtype != kDouble && dtype != kLong))
          << "made another tensor than out";
    }
    if (result.is_same(out)) EXPECT_EQ(out._version(), version + 1) << "out has changed";
    compare(result, expected, dtype, "into out");
    EXPECT_TRUE(sentinels_hold(wide, 2)) << "wrote beside out";
  }
  if (!inplace_ || calls_more(name_) || made.dtype() != args[0].dtype() || made.sizes() != args[0].sizes())
    return;
  std::vector<Tensor> tensors = args.tensors;
  tensors[0] = args[0].clone(MemoryFormat::Contiguous);
  const Destination over(tensors[0], {&tensors[0]}, true);
  compare(op_({tensors, args.numbers}), expected, dtype, "over input 0");
}

}  // namespace torch::inline rushlight::test

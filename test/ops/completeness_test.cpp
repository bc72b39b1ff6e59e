// Nobody is forgotten: every operator of the table (include/rushlight/ops/*.h) has an OpCase, is an alias of one that
// has, or is named by covered() because plain tests cover it; so has every in-place form that is written by hand; and
// every entry names an operator. Whether an operator has a derivative or says that it has none is checked where it is
// compiled (op_def in src/op/operator.h). scripts/gen_ops writes the lists of names.
// Next: harness/op_case.h, aliases_test.cpp.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/op_case.h"

namespace torch::inline rushlight::test {
namespace {

const std::set<std::string>& operators() {
  static const std::set<std::string> names{
#include "operator_names.inc"
  };
  return names;
}
/// In-place forms written by hand; the generated ones share one body.
const std::set<std::string>& inplace_forms() {
  static const std::set<std::string> names{
#include "inplace_names.inc"
  };
  return names;
}
/// Operators that are written as members of Tensor because a subscript is no argument of a free function.
const std::set<std::string> kMembers{"index", "index_put_"};

/// The names of `wanted` that `present` lacks, one per line.
std::string lacking(const std::set<std::string>& wanted, const std::set<std::string>& present) {
  std::string names;
  for (const std::string& name : wanted)
    if (!present.contains(name)) names += "\n  " + name;
  return names;
}

TEST(Completeness, EveryOperatorHasATest) {
  EXPECT_EQ(lacking(operators(), covered_operators()), "")
      << "expected an OpCase or covered() for each operator, got none for these";
}

TEST(Completeness, EveryInPlaceFormHasATest) {
  std::set<std::string> tested = inplace_operators();
  tested.insert(covered_operators().begin(), covered_operators().end());
  EXPECT_EQ(lacking(inplace_forms(), tested), "")
      << "expected an OpCase with inplace() or covered() for each in-place form, got none for these";
}

TEST(Completeness, EveryEntryNamesAnOperator) {
  std::set<std::string> known = operators();
  known.insert(inplace_forms().begin(), inplace_forms().end());
  known.insert(kMembers.begin(), kMembers.end());
  EXPECT_EQ(lacking(covered_operators(), known), "") << "expected names of operators, got these";
}

TEST(Completeness, EveryEntryHasANameOfItsOwn) {
  std::set<std::string> seen, twice;
  for (const std::string& name : entry_names())
    if (!seen.insert(name).second) twice.insert(name);
  EXPECT_EQ(lacking(twice, {}), "") << "expected one entry for a name, got several; say what each one tries";
}

}  // namespace
}  // namespace torch::inline rushlight::test

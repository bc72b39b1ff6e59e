// Nobody is forgotten: every operator of the table (include/rushlight/ops/*.h) has an OpCase, is an alias of one that
// has, or is named by covered() because plain tests cover it; and every entry names an operator. Whether an operator
// has a derivative or says that it has none is checked where it is compiled (op_def in src/op/operator.h).
// Next: harness/op_case.h; operator_names.inc, which scripts/gen_ops writes; aliases_test.cpp.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/op_case.h"

namespace rushlight::test {
namespace {

const std::set<std::string>& operators() {
  static const std::set<std::string> names{
#include "operator_names.inc"
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

TEST(Completeness, EveryEntryNamesAnOperator) {
  std::set<std::string> known = operators();
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
}  // namespace rushlight::test

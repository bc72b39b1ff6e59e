// Tensors and modules print as LibTorch prints them, character by character (but for a last end of line).
// Read next: print_cases.h.
#include <gtest/gtest.h>

#include <string>

#include "golden/print_cases.h"
#include "harness/golden.h"

namespace {

TEST(Golden, Print) {
  const rushlight::golden::File file(std::string(RUSHLIGHT_GOLDEN_DIR) + "/print.txt");
  const auto texts = rushlight::golden::printed_texts();
  EXPECT_EQ(texts.size(), file.cases().size());
  for (const auto& [name, text] : texts) {
    std::string printed = text;
    if (!printed.empty() && printed.back() != '\n') printed += '\n';
    EXPECT_EQ(printed, file[name].text("printed")) << name;
  }
}

}  // namespace

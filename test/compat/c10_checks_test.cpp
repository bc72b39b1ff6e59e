// Checks and warnings under LibTorch's names. The file compiles against LibTorch too.
#include <c10/macros/Macros.h>
#include <c10/util/Exception.h>
#include <c10/util/ScopeExit.h>
#include <c10/util/StringUtil.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace {

TEST(C10Checks, ComparisonsNameBothValues) {
  const int got = 3;
  EXPECT_NO_THROW(TORCH_CHECK_EQ(got, 3));
  EXPECT_NO_THROW(TORCH_CHECK_NE(got, 4) << "never");
  EXPECT_NO_THROW(TORCH_CHECK_LT(got, 4));
  EXPECT_NO_THROW(TORCH_CHECK_LE(got, 3));
  EXPECT_NO_THROW(TORCH_CHECK_GT(got, 2));
  EXPECT_NO_THROW(TORCH_CHECK_GE(got, 3));
  try {
    TORCH_CHECK_EQ(got, 4) << "in layer " << 7;
    FAIL();
  } catch (const c10::Error& e) {
    const std::string text = e.what();
    EXPECT_NE(text.find("got == 4"), std::string::npos) << text;
    EXPECT_NE(text.find("3"), std::string::npos) << text;
    EXPECT_NE(text.find("in layer 7"), std::string::npos) << text;
  }
  EXPECT_THROW(TORCH_CHECK_GT(got, 3), c10::Error);
  if (got == 3) TORCH_CHECK_EQ(got, 3);
  else FAIL();
}

TEST(C10Checks, KindsOfErrors) {
  EXPECT_THROW(TORCH_CHECK_LINALG(false, "singular"), c10::LinAlgError);
  EXPECT_THROW(TORCH_CHECK_ARG(false, 2, "too long"), c10::Error);
  EXPECT_THROW(C10_THROW_ERROR(ValueError, "no such value"), c10::ValueError);
  EXPECT_NO_THROW(TORCH_INTERNAL_ASSERT_DEBUG_ONLY(true, "fine"));
  try {
    throw c10::Error({__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, "made by hand");
  } catch (const std::exception& e) {
    EXPECT_NE(std::string(e.what()).find("made by hand"), std::string::npos);
  }
}

/// Keeps what a program warns of.
struct Kept : c10::WarningHandler {
  void process(const c10::Warning& warning) override {
    texts.push_back(warning.msg());
    lines.push_back(static_cast<int>(warning.source_location().line));
  }
  std::vector<std::string> texts;
  std::vector<int> lines;
};

TEST(C10Checks, WarningsGoToTheHandler) {
  Kept kept;
  {
    c10::WarningUtils::WarningHandlerGuard guard(&kept);
    EXPECT_EQ(c10::WarningUtils::get_warning_handler(), &kept);
    TORCH_WARN("shape ", torch::IntArrayRef{2, 3}, " is odd");
    const int line = __LINE__ - 1;
    for (int i = 0; i < 3; ++i) TORCH_WARN_ONCE("once, at ", i);
    const c10::WarningUtils::WarnAlways always(true);
    for (int i = 0; i < 2; ++i) TORCH_WARN_ONCE("each time, at ", i);
    ASSERT_EQ(kept.texts.size(), 4u);
    EXPECT_EQ(kept.lines[0], line);
  }
  EXPECT_EQ(kept.texts, (std::vector<std::string>{"shape [2, 3] is odd", "once, at 0", "each time, at 0",
                                                  "each time, at 1"}));
  EXPECT_NE(c10::WarningUtils::get_warning_handler(), &kept);
}

TEST(C10Checks, WarningsAreWrittenToStderrAtFirst) {
  testing::internal::CaptureStderr();
  TORCH_WARN("learning rate ", 0.5);
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("Warning: learning rate 0.5"), std::string::npos) << text;
  EXPECT_NE(text.find("c10_checks_test.cpp"), std::string::npos) << text;
}

C10_ALWAYS_INLINE int twice(int x) { return C10_LIKELY(x > 0) ? 2 * x : C10_UNLIKELY(x < -5) ? 1 : 0; }
C10_HOST_DEVICE inline int C10_CONCATENATE(thr, ice)(int x) { return 3 * x; }

TEST(C10Checks, MacrosAndTexts) {
  C10_UNUSED int unused = 0;
  EXPECT_EQ(twice(2) + thrice(3), 13);
  EXPECT_STREQ(C10_STRINGIZE(weight), "weight");
  EXPECT_EQ(c10::Join(", ", std::vector<int>{1, 2, 3}), "1, 2, 3");
  EXPECT_EQ(c10::str("a", 1, 'b'), "a1b");
  int left = 0;
  {
    auto at_end = c10::make_scope_exit([&] { ++left; });
    auto never = c10::make_scope_exit([&] { left += 10; });
    never.release();
  }
  EXPECT_EQ(left, 1);
}

}  // namespace

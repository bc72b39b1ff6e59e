// What the command line understands, and what it writes and draws.
#include <gtest/gtest.h>

#include "arguments.h"
#include "picture.h"
#include "progress.h"

namespace {

std::string usage_error(void (*f)()) {
  try {
    f();
  } catch (const UsageError& e) { return e.what(); }
  return "no error";
}

TEST(Arguments, AreTakenOneByOne) {
  Arguments a({"--batch=32", "model.rush", "--fresh", "--data", "a b"});
  EXPECT_TRUE(a.flag("fresh"));
  EXPECT_FALSE(a.flag("fresh"));
  EXPECT_EQ(a.text("data", ""), "a b");
  EXPECT_EQ(a.text("model", "m"), "m");
  EXPECT_EQ(a.number("batch", 64, 1), 32);
  EXPECT_EQ(a.number("epochs", 1, 1), 1);
  EXPECT_EQ(a.word("model"), "model.rush");
  EXPECT_NO_THROW(a.finish());
}

TEST(Arguments, SayWhatIsWrong) {
  EXPECT_EQ(usage_error([] { Arguments({"--epochs"}).number("epochs", 1, 1); }),
            "--epochs needs a value behind it");
  EXPECT_EQ(usage_error([] {
              Arguments({"--data", "--fresh"}).text("data", "");
            }),
            "--data needs a value behind it");
  for (const char* bad : {"0", "-3", "x", "3x", "", "99999999999999999999"}) {
    Arguments a({std::string("--epochs=") + bad});
    try {
      a.number("epochs", 1, 1);
      ADD_FAILURE() << bad;
    } catch (const UsageError& e) {
      EXPECT_EQ(e.what(), std::string("--epochs needs a whole number of at least 1, not '") + bad + "'");
    }
  }
  EXPECT_EQ(usage_error([] { Arguments({"--data"}).word("model"); }), "the model is missing");
  EXPECT_EQ(usage_error([] { Arguments({"--lr", "1"}).finish(); }), "'--lr' is not known here");
}

TEST(Progress, FiguresAreReadable) {
  EXPECT_EQ(duration(0.4), "0 s");
  EXPECT_EQ(duration(59.4), "59 s");
  EXPECT_EQ(duration(65), "1:05 min");
  EXPECT_EQ(grouped(7), "7");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1 234 567");
}

TEST(Progress, TheBarTakesTheRoomThatIsLeft) {
  const TrainingState state{.images = 30, .total = 60, .loss = 0.25, .accuracy = 0.9, .seconds = 3};
  EXPECT_EQ(progress_line("Epoch 1/1", state, 200, false),
            "Epoch 1/1  50 %  loss 0.2500  accuracy 0.9000  10 images/s  3 s left");
  const std::string with_bar = progress_line("Epoch 1/1", state, 90, true);
  EXPECT_NE(with_bar.find("\u2501\u2500"), std::string::npos) << with_bar;
  EXPECT_EQ(progress_line("Epoch 1/1", state, 60, true).size(), 59u) << "a narrow line is cut, without a bar";
  EXPECT_EQ(progress_line("E", {}, 100, false), "E 100 %  loss 0.0000  accuracy 0.0000  0 images/s");
}

TEST(Picture, TwoPixelsAreOneCharacter) {
  const Picture p{3, 3, {1, 0, 1, 0, 0, 1, 1, 1, 0}, "7"};
  EXPECT_EQ(draw({p}, 80, false), (std::vector<std::string>{"\u2580 \u2588", "\u2580\u2580 ", "7    "}));
  const auto coloured = draw({{1, 2, {1, 0}, ""}}, 80, true);
  EXPECT_EQ(coloured[0], "\x1b[38;5;255;48;5;232m\u2580\x1b[0m");
}

TEST(Picture, RowsAreAsWideAsTheTerminal) {
  const Picture p{4, 2, {1, 1, 1, 1, 0, 0, 0, 0}, "x"};
  EXPECT_EQ(draw({p, p, p}, 10, false).size(), 4u);
  EXPECT_EQ(draw({p, p, p}, 16, false).size(), 2u);
  EXPECT_EQ(draw({p, p}, 2, false).size(), 4u) << "one picture a row at least";
  EXPECT_EQ(draw({p, p}, 10, false)[0], "\u2580\u2580\u2580\u2580  \u2580\u2580\u2580\u2580");
  EXPECT_TRUE(draw({}, 80, true).empty());
}

}  // namespace

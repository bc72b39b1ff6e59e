// rushlight digits: draws digits into a folder, in MNIST's file format.
#include <cstdio>

#include "progress.h"
#include "rushlight/data/rendered_digits.h"
#include "verbs.h"

const char* const kDigitsUsage =
    "rushlight digits DIR [--train N] [--test N] [--seed N]\n"
    "  Draws handwritten-looking digits of 28 x 28 pixels into DIR, as four files with MNIST's names and "
    "format.\n"
    "    --train N      draw N to learn from (60000)\n"
    "    --test N       draw N to test with (10000)\n"
    "    --seed N       draw others (1)\n";

int draw_digits(Arguments arguments) {
  namespace data = rushlight::data;
  const int64_t train = arguments.number("train", data::kDigitTrainCount, 1);
  const int64_t test = arguments.number("test", data::kDigitTestCount, 1);
  const int64_t seed = arguments.number("seed", int64_t(data::kDigitSeed), 0);
  const std::string folder = arguments.word("folder");
  arguments.finish();
  data::write_digits(folder, train, test, uint64_t(seed));
  std::printf("%s contains %s digits to learn from and %s to test with\n", folder.c_str(),
              grouped(train).c_str(), grouped(test).c_str());
  return kDone;
}

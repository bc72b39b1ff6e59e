// The verbs of the command line; each is a function that returns the exit code. Read next: main.cpp.
#pragma once

#include "arguments.h"

inline constexpr int kDone = 0, kFailed = 1, kMisused = 2;

int demo(Arguments arguments);
int classify(Arguments arguments);
int draw_digits(Arguments arguments);

extern const char* const kDemoUsage;
extern const char* const kClassifyUsage;
extern const char* const kDigitsUsage;

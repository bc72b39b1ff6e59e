// What standard output is: a terminal, how wide, and whether it shows colours.
// Read next: terminal.cpp, then progress.h and picture.h, which ask.
#pragma once

/// What to expect of the place that standard output goes to.
struct Terminal {
  bool interactive = false;  // a line can be written over
  bool colours = false;      // it understands 256 of them
  int columns = 80;
};

/// Looks at standard output and the environment (TERM, NO_COLOR).
Terminal standard_output();

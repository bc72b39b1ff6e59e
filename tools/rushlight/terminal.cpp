// One look at standard output.
#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

Terminal standard_output() {
  Terminal terminal;
  const char* kind = std::getenv("TERM");
  terminal.interactive = isatty(STDOUT_FILENO) == 1 && kind && std::strcmp(kind, "dumb") != 0;
  const char* plain = std::getenv("NO_COLOR");
  terminal.colours = terminal.interactive && !(plain && *plain);
  winsize size{};
  if (terminal.interactive && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.columns = size.ws_col;
  }
  return terminal;
}

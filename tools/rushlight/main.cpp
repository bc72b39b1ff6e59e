// The rushlight command: finds the verb and turns errors into one sentence and an exit code (1 when something went
// wrong, 2 when the command line was not understood). Read next: demo.cpp.
#include <cstdio>
#include <exception>

#include "verbs.h"

namespace {

struct Verb {
  const char* name;
  int (*run)(Arguments);
  const char* usage;
};

const Verb kVerbs[] = {{"demo", demo, kDemoUsage},
                       {"classify", classify, kClassifyUsage},
                       {"digits", draw_digits, kDigitsUsage}};

int show_help(std::FILE* where) {
  for (const Verb& verb : kVerbs) std::fprintf(where, "%s\n", verb.usage);
  return where == stdout ? kDone : kMisused;
}

int run(const Verb& verb, Arguments arguments) {
  if (arguments.flag("help")) return std::fputs(verb.usage, stdout), kDone;
  try {
    return verb.run(std::move(arguments));
  } catch (const UsageError& e) {
    std::fprintf(stderr, "rushlight %s: %s\n\n%s", verb.name, e.what(), verb.usage);
    return kMisused;
  } catch (const std::exception& e) {
    std::fflush(stdout);
    std::fprintf(stderr, "rushlight %s: %s\n", verb.name, e.what());
    return kFailed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  for (const Verb& verb : kVerbs) {
    if (name == verb.name) return run(verb, Arguments({argv + 2, argv + argc}));
  }
  if (name == "help" || name == "--help" || name == "-h") return show_help(stdout);
  if (!name.empty()) std::fprintf(stderr, "rushlight: '%s' is no verb\n\n", name.c_str());
  return show_help(stderr);
}

// The words of a command line: verbs, options with and without a value, and plain words.
// Read next: main.cpp, which has the list of verbs.
#pragma once

#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

/// A command line that cannot be meant so; its message is shown with the usage.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Takes a command line apart, option by option, until nothing is left.
class Arguments {
 public:
  explicit Arguments(std::vector<std::string> words) : words_(std::move(words)) {}

  /// True when `--name` is there; takes it.
  bool flag(const std::string& name);
  /// The word behind `--name` (or in `--name=word`), or `otherwise`; takes both.
  std::string text(const std::string& name, const std::string& otherwise);
  /// The same for a whole number of at least `least`.
  int64_t number(const std::string& name, int64_t otherwise, int64_t least);
  /// The next plain word, which the usage calls `what`.
  std::string word(const std::string& what);
  /// An error when anything is left.
  void finish() const;

 private:
  std::vector<std::string> words_;
};

// Reads the golden figures in test/golden: text files made by PyTorch, one block of named entries for each case.
// A tensor entry is a shape and its values in row-major order, a text entry is a list of lines; the format is
// described in test/golden/README.md. Standard library only, so a test of a bare kernel can use it too.
// Read next: test/golden/README.md.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace torch::inline rushlight::golden {

/// One entry of a case: a tensor (shape and values; a scalar has an empty shape) or lines of text.
struct Entry {
  std::string dtype;  // f32, f64, i64, bool or text
  std::vector<int64_t> shape;
  std::vector<double> values;
  std::string text;

  std::vector<int64_t> ints() const { return {values.begin(), values.end()}; }
  std::vector<float> floats() const { return {values.begin(), values.end()}; }
};

/// The entries that belong to one name, for example all inputs and outputs of one call of an operator.
class Case {
 public:
  Case(std::string name, std::string file) : name_(std::move(name)), file_(std::move(file)) {}
  const std::string& name() const { return name_; }
  bool has(const std::string& key) const { return entries_.count(key) != 0; }
  const Entry& operator[](const std::string& key) const {
    const auto found = entries_.find(key);
    if (found == entries_.end()) throw std::out_of_range(file_ + ": " + name_ + " has no entry " + key);
    return found->second;
  }
  const std::vector<double>& values(const std::string& key) const { return (*this)[key].values; }
  double number(const std::string& key) const { return (*this)[key].values.at(0); }
  const std::string& text(const std::string& key) const { return (*this)[key].text; }
  const std::map<std::string, Entry>& entries() const { return entries_; }

 private:
  friend class File;
  std::string name_, file_;
  std::map<std::string, Entry> entries_;
};

/// A golden file read as a whole; throws std::runtime_error with file and line when it is missing or damaged.
class File {
 public:
  explicit File(const std::string& path) : path_(path) {
    std::ifstream in(path);
    if (!in) throw std::runtime_error(path + ": cannot be opened");
    std::string line, key;
    for (int64_t number = 1; std::getline(in, line); ++number) {
      if (line.empty() || line[0] == '#') continue;
      if (!add(line, key)) throw std::runtime_error(path + ":" + std::to_string(number) + ": damaged line");
    }
  }
  const Case& operator[](const std::string& name) const {
    for (const Case& one : cases_) {
      if (one.name() == name) return one;
    }
    throw std::out_of_range(path_ + " has no case " + name);
  }
  const std::vector<Case>& cases() const { return cases_; }

 private:
  // Takes one line in; `key` is the text entry that lines beginning with '|' still belong to.
  bool add(const std::string& line, std::string& key) {
    if (line.compare(0, 5, "case ") == 0) {
      cases_.emplace_back(line.substr(5), path_);
      key.clear();
      return true;
    }
    if (cases_.empty()) return false;
    auto& entries = cases_.back().entries_;
    if (line[0] == '|') {
      if (key.empty()) return false;
      entries[key].text += line.substr(1) + "\n";
      return true;
    }
    std::istringstream words(line);
    Entry entry;
    std::string shape;
    if (!(words >> key >> entry.dtype)) return false;
    if (entry.dtype != "text" && !(words >> shape && read_tensor(shape, words, entry))) return false;
    entries[key] = entry;
    if (entry.dtype != "text") key.clear();
    return true;
  }

  // shape is [2,3] or [] ; the values follow, strtod reads nan and inf too.
  static bool read_tensor(const std::string& shape, std::istream& words, Entry& entry) {
    int64_t count = 1;
    std::istringstream sizes(shape.substr(1));
    for (std::string size; shape != "[]" && std::getline(sizes, size, ',');) {
      entry.shape.push_back(std::atoll(size.c_str()));
      count *= entry.shape.back();
    }
    for (std::string word; words >> word;) {
      char* end = nullptr;
      entry.values.push_back(std::strtod(word.c_str(), &end));
      if (*end != '\0') return false;
    }
    return static_cast<int64_t>(entry.values.size()) == count;
  }

  std::string path_;
  std::vector<Case> cases_;
};

}  // namespace torch::inline rushlight::golden

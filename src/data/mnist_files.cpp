// Looking for MNIST on the disk; a folder counts only when it has all four files. The interface is
// mnist_files.h.
#include "rushlight/data/mnist_files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace torch::inline rushlight::data {

namespace fs = std::filesystem;

std::optional<std::string> find_idx_file(const std::string& folder, const std::string& name) {
  for (const char* ending : {"", ".gz"}) {
    const fs::path path = fs::path(folder) / (name + ending);
    std::error_code unreadable;  // counts as not there
    if (fs::is_regular_file(path, unreadable)) return path.string();
  }
  return std::nullopt;
}

bool has_mnist(const std::string& folder) {
  return std::all_of(kMnistFiles.begin(), kMnistFiles.end(),
                     [&](const char* name) { return find_idx_file(folder, name).has_value(); });
}

std::optional<std::string> find_mnist(const std::string& from) {
  std::vector<fs::path> places;
  if (const char* chosen = std::getenv("RUSHLIGHT_DATA"); chosen != nullptr && *chosen != '\0')
    places.push_back(chosen);
  places.push_back(fs::path(from) / "data");
  places.push_back(fs::path(from) / ".." / "shared" / "data");
  for (const fs::path& place : places)
    for (const fs::path& folder : {place, place / "mnist"})
      if (has_mnist(folder.string())) return folder.lexically_normal().string();
  return std::nullopt;
}

}  // namespace torch::inline rushlight::data

// The choice of data for the demonstration, with words for what takes long.
#include "digit_data.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "progress.h"
#include "rushlight/data/download.h"
#include "rushlight/data/mnist_files.h"
#include "rushlight/data/rendered_digits.h"
#include "terminal.h"

namespace fs = std::filesystem;
namespace data = rushlight::data;

namespace {

constexpr const char* kOwnData = "data";

DigitData mnist_in(const std::string& folder) { return {folder, "MNIST from " + folder}; }

DigitData fetch_mnist() {
  const char* chosen = std::getenv("RUSHLIGHT_DATA");
  const std::string folder = (fs::path(chosen && *chosen ? chosen : kOwnData) / "mnist").string();
  const Terminal terminal = standard_output();
  std::printf("Fetching MNIST into %s\n", folder.c_str());
  std::fflush(stdout);
  data::download_mnist(folder, [&](int64_t received, int64_t total) {
    if (!terminal.interactive) return;
    std::printf("\r\x1b[2K  %s of %s bytes", grouped(received).c_str(),
                total > 0 ? grouped(total).c_str() : "?");
    std::fflush(stdout);
  });
  if (terminal.interactive) std::printf("\r\x1b[2K");
  return mnist_in(folder);
}

DigitData draw_digits(bool fresh) {
  const std::string folder = (fs::path(kOwnData) / "digits").string();
  if (fresh) {
    for (const char* name : data::kMnistFiles) fs::remove(fs::path(folder) / name);
  }
  if (!data::has_mnist(folder)) {
    std::printf(
        "There is no MNIST in $RUSHLIGHT_DATA, ./data or ../shared/data (--download fetches it),\n"
        "so here are digits of our own: drawing 70 000 of them into %s, this once\n",
        folder.c_str());
    std::fflush(stdout);
  }
  data::write_digits(folder);
  return {folder, "digits drawn by this program, from " + folder + " (not MNIST)"};
}

}  // namespace

DigitData choose_digits(const std::string& folder, bool download, bool fresh) {
  if (!folder.empty()) {
    for (const std::string& place :
         {folder, (fs::path(folder) / "mnist").string(), (fs::path(folder) / "digits").string()}) {
      if (data::has_mnist(place)) return {place, "the digits in " + place};
    }
    throw std::runtime_error("no digits in " + folder +
                             ": the four files of MNIST, train-images-idx3-ubyte and so on, " +
                             "plain or .gz, are expected there");
  }
  if (const auto found = data::find_mnist()) return mnist_in(*found);
  return download ? fetch_mnist() : draw_digits(fresh);
}

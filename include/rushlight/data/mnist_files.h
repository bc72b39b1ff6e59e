// The four files of MNIST: their names, and where a program looks for them.
// Read next: idx.h for their format, rendered_digits.h and download.h for the two ways to get them.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "rushlight/core/export.h"

namespace torch::inline rushlight::data {

/// The names of the files, without the .gz that they may have in addition.
inline constexpr std::array<const char*, 4> kMnistFiles = {
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

/// Returns the path of `name` in `folder`, plain or with .gz (the plain one first), or nothing when neither
/// is there.
RUSHLIGHT_API std::optional<std::string> find_idx_file(const std::string& folder, const std::string& name);

/// True when `folder` has all four files, each plain or .gz.
RUSHLIGHT_API bool has_mnist(const std::string& folder);

/// Returns the first folder that has MNIST of $RUSHLIGHT_DATA, `from`/data and `from`/../shared/data, each as
/// it is and then with /mnist; nothing when none has.
RUSHLIGHT_API std::optional<std::string> find_mnist(const std::string& from = ".");

}  // namespace torch::inline rushlight::data

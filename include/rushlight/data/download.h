// Fetching data sets from public servers, with libcurl where the build has it. A file is compared with its
// checksum before it gets its name, so a failed, cut-off or altered download leaves nothing behind. Read
// next: download.cpp, which has the list of servers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rushlight/core/export.h"

namespace torch::inline rushlight::data {

/// What a file must contain. It is that of the content, unpacked when it is .gz: servers pack the same data
/// differently.
struct Checksum {
  int64_t size;    // bytes
  uint32_t crc32;  // as zlib and gzip compute it; against accidents, not against forgery
};

/// Called while a file arrives: bytes so far, and in all (0 when the server does not say). An exception ends
/// the download.
using DownloadProgress = std::function<void(int64_t received, int64_t total)>;

/// True when this build can download.
RUSHLIGHT_API bool can_download();

/// Fetches one file from the first of `urls` (http or https) that delivers the content `expected`, and puts
/// it at `destination` as it came (a .gz stays one). Throws an error with the reason of every server when
/// none does.
RUSHLIGHT_API void download(const std::vector<std::string>& urls, const std::string& destination,
                            const Checksum& expected, const DownloadProgress& progress = {});

/// One file of a data set: its name and where it can be had.
struct RemoteFile {
  std::string name;
  std::vector<std::string> urls;
  Checksum checksum;
};

/// Returns the four files of MNIST, as .gz.
RUSHLIGHT_API std::vector<RemoteFile> mnist_remote_files();

/// Downloads those of the four files of MNIST that `folder` (made when missing) does not have yet. `progress`
/// starts again with each file.
RUSHLIGHT_API void download_mnist(const std::string& folder, const DownloadProgress& progress = {});

}  // namespace torch::inline rushlight::data

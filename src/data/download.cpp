// The list of servers, the transfer through libcurl and the check of what arrived. The interface is
// download.h. Read next: atomic_file.h for how a half-written file never gets its name.
#include "rushlight/data/download.h"

#include <zlib.h>

#include <exception>
#include <filesystem>
#include <memory>

#include "io/atomic_file.h"
#include "rushlight/core/error.h"
#include "rushlight/data/mnist_files.h"

#ifdef RUSHLIGHT_CURL
#include <curl/curl.h>
#endif

namespace torch::inline rushlight::data {
namespace {

// Tried in this order.
constexpr const char* kMnistServers[] = {
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
};

// In the order of kMnistFiles.
constexpr Checksum kMnistChecksums[] = {
    {47040016, 0xe9f4d8b3}, {60008, 0xe0cb4ad2}, {7840016, 0x91373bdf}, {10008, 0x4ab9eff9}};

// Returns an empty text when the file holds the expected content, otherwise what is wrong with it.
std::string difference(const std::string& path, const Checksum& expected) {
  struct Close {
    void operator()(gzFile file) const { gzclose_r(file); }
  };
  const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
  if (!file) return "a file that cannot be read back";
  std::vector<uint8_t> block(size_t(1) << 17);
  int64_t size = 0;
  uLong crc = crc32(0, nullptr, 0);
  int n = 0;
  while ((n = gzread(file.get(), block.data(), unsigned(block.size()))) > 0) {
    crc = crc32(crc, block.data(), unsigned(n));
    size += n;
    if (size > expected.size) break;
  }
  int code = Z_OK;
  gzerror(file.get(), &code);
  if (n < 0 || code == Z_BUF_ERROR) return "a damaged or cut-off .gz file";
  if (size > expected.size)
    return "more than the expected " + std::to_string(expected.size) + " bytes of content";
  if (size < expected.size)
    return std::to_string(size) + " bytes of content instead of " + std::to_string(expected.size);
  return crc == expected.crc32 ? "" : "content with another checksum";
}

#ifdef RUSHLIGHT_CURL

struct Transfer {
  io::AtomicFile& file;
  const DownloadProgress& progress;
  int64_t limit;  // bytes that the file can have at most
  int64_t received = 0;
  std::exception_ptr failure;  // no exception may pass through libcurl's C code
};

size_t on_data(char* bytes, size_t, size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  transfer.received += int64_t(size);
  if (transfer.received > transfer.limit) return CURL_WRITEFUNC_ERROR;
  try {
    transfer.file.write(bytes, size);
  } catch (...) {
    transfer.failure = std::current_exception();
    return CURL_WRITEFUNC_ERROR;
  }
  return size;
}

int on_progress(void* context, curl_off_t total, curl_off_t received, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (!transfer.progress) return 0;
  try {
    transfer.progress(received, total);
  } catch (...) {
    transfer.failure = std::current_exception();
    return 1;
  }
  return 0;
}

// Fetches `url` into the file. Returns an empty text on success, otherwise the reason.
std::string fetch(const std::string& url, io::AtomicFile& file, int64_t limit,
                  const DownloadProgress& progress) {
  [[maybe_unused]] static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return "libcurl does not start";
  Transfer transfer{file, progress, limit, 0, nullptr};
  char reason[CURL_ERROR_SIZE] = "";
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 5L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, 15L);
  set(CURLOPT_LOW_SPEED_LIMIT, 500L);  // bytes a second, for so many seconds: then the server counts as dead
  set(CURLOPT_LOW_SPEED_TIME, 30L);
  set(CURLOPT_USERAGENT, "rushlight");
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(reason));
  set(CURLOPT_WRITEFUNCTION, &on_data);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&transfer));
  const CURLcode code = curl_easy_perform(curl.get());
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  if (transfer.received > limit) return "more than " + std::to_string(limit) + " bytes";
  if (code == CURLE_OK) return "";
  return reason[0] != '\0' ? reason : curl_easy_strerror(code);
}

#else

std::string fetch(const std::string&, io::AtomicFile&, int64_t, const DownloadProgress&) {
  return "no libcurl in this build";
}

#endif

}  // namespace

bool can_download() {
#ifdef RUSHLIGHT_CURL
  return true;
#else
  return false;
#endif
}

void download(const std::vector<std::string>& urls, const std::string& destination, const Checksum& expected,
              const DownloadProgress& progress) {
  RUSHLIGHT_CHECK(can_download(),
                  "download: expected a build with libcurl, got one without; build with libcurl and ",
                  "RUSHLIGHT_CURL=ON, or put the file in place by hand: ", destination);
  RUSHLIGHT_CHECK(!urls.empty(), "download: expected at least one address, got none for ", destination);
  io::AtomicFile file("download", destination);
  constexpr int64_t kPacking =
      1 << 16;  // a .gz of data that cannot be packed is a little larger than the data
  std::string reasons;
  for (const std::string& url : urls) {
    file.clear();
    std::string reason = fetch(url, file, expected.size + kPacking, progress);
    if (reason.empty()) reason = difference(file.temporary_path(), expected);
    if (reason.empty()) return file.commit();
    reasons += "\n  " + url + ": " + reason;
  }
  RUSHLIGHT_CHECK(false, "download: expected ", destination, " from one of ", urls.size(), " servers, got",
                  reasons);
}

std::vector<RemoteFile> mnist_remote_files() {
  std::vector<RemoteFile> files;
  for (size_t i = 0; i < kMnistFiles.size(); ++i) {
    RemoteFile file{kMnistFiles[i] + std::string(".gz"), {}, kMnistChecksums[i]};
    for (const char* server : kMnistServers) file.urls.push_back(server + file.name);
    files.push_back(std::move(file));
  }
  return files;
}

void download_mnist(const std::string& folder, const DownloadProgress& progress) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(folder, error);
  RUSHLIGHT_CHECK(fs::is_directory(folder, error), "download: expected a folder, got '", error.message(),
                  "' for ", folder);
  const std::vector<RemoteFile> files = mnist_remote_files();
  for (size_t i = 0; i < files.size(); ++i)
    if (!find_idx_file(folder, kMnistFiles[i]))
      download(files[i].urls, (fs::path(folder) / files[i].name).string(), files[i].checksum, progress);
}

}  // namespace torch::inline rushlight::data

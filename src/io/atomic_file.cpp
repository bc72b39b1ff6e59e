// The temporary name carries the process and a counter, and is opened exclusively, so that two writers of the
// same file never mix their bytes: the later commit wins whole. The interface is atomic_file.h.
#include "io/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "rushlight/core/error.h"

namespace torch::inline rushlight::io {

AtomicFile::AtomicFile(std::string op, std::string path) : op_(std::move(op)), path_(std::move(path)) {
  static std::atomic<unsigned> counter{0};
  do {
    temporary_path_ = path_ + ".partial-" + std::to_string(getpid()) + "-" + std::to_string(counter++);
    descriptor_ = open(temporary_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && (errno == EEXIST || errno == EINTR));
  RUSHLIGHT_CHECK(descriptor_ >= 0, op_, ": expected a place to write, got '", std::strerror(errno), "' for ",
                  path_);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(temporary_path_.c_str());
}

void AtomicFile::write(const void* bytes, size_t size) {
  const char* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t written = ::write(descriptor_, at, size);
    if (written < 0 && errno == EINTR) continue;
    RUSHLIGHT_CHECK(written > 0, op_, ": expected to write ", size, " more bytes, got '",
                    std::strerror(errno), "' for ", path_);
    at += written;
    size -= size_t(written);
  }
}

void AtomicFile::clear() {
  RUSHLIGHT_CHECK(ftruncate(descriptor_, 0) == 0 && lseek(descriptor_, 0, SEEK_SET) == 0, op_,
                  ": expected to start again, got '", std::strerror(errno), "' for ", path_);
}

void AtomicFile::commit() {
  // Without fsync a power cut after the rename could leave an empty file under the final name.
  RUSHLIGHT_CHECK(fsync(descriptor_) == 0 && std::rename(temporary_path_.c_str(), path_.c_str()) == 0, op_,
                  ": expected to finish the file, got '", std::strerror(errno), "' for ", path_);
  close(descriptor_);
  descriptor_ = -1;
}

}  // namespace torch::inline rushlight::io

// Writing a file so that others see either all of it or nothing: bytes go to a temporary name in the same
// folder, and commit() renames it. Read next: atomic_file.cpp.
#pragma once

#include <cstddef>
#include <string>

namespace torch::inline rushlight::io {

/// A file under construction. Without commit() the destructor removes it, whatever was at `path` before
/// stays.
class AtomicFile {
 public:
  /// Opens a new temporary file beside `path`. Errors begin with the name `op` and name the file.
  AtomicFile(std::string op, std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends `size` bytes, or throws (a full disk, say).
  void write(const void* bytes, size_t size);
  /// Removes what has been written so far.
  void clear();
  /// Puts the file on the disk under its final name, in place of what was there.
  void commit();

  /// The name the bytes have until commit(), for reading them back.
  const std::string& temporary_path() const { return temporary_path_; }

 private:
  std::string op_;
  std::string path_;
  std::string temporary_path_;
  int descriptor_ = -1;  // -1 once committed
};

}  // namespace torch::inline rushlight::io

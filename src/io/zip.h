// Zip archives in memory, the container of PyTorch's files. zip.cpp wraps minizip, and is the only file that does; a build
// without it throws an error that says so.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace torch::inline rushlight {

/// The entries of an archive in borrowed memory. Damage is an error that begins with `who`.
class ZipReader {
 public:
  ZipReader(const char* who, const char* data, size_t size);
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  std::vector<std::string> names() const;
  bool contains(const std::string& name) const { return entries_.count(name) != 0; }
  /// The unpacked size of an entry, which is there.
  uint64_t size(const std::string& name) const { return entry(name).size; }
  /// Unpacks an entry to memory of its size and checks it against its checksum.
  void read(const std::string& name, void* to);
  std::string read(const std::string& name);

 private:
  struct Entry {
    uint64_t place, number;  // as minizip finds it again
    uint64_t size;
  };
  const Entry& entry(const std::string& name) const;
  [[noreturn]] void fail(const std::string& what) const;

  const char* who_;
  void* source_ = nullptr;
  void* handle_ = nullptr;
  std::map<std::string, Entry> entries_;
};

/// An archive of entries that are stored as they are.
class ZipWriter {
 public:
  explicit ZipWriter(const char* who);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  void add(const std::string& name, const void* data, size_t size);
  /// Ends the archive and gives out its bytes.
  std::vector<char> finish();

 private:
  void check(bool ok) const;

  const char* who_;
  std::vector<char> bytes_;
  size_t position_ = 0;
  void* handle_ = nullptr;

  friend struct ZipBuffer;
};

}  // namespace torch::inline rushlight

// OutputArchive and InputArchive: a tree of named values on its way to and from a file. The layout of the file is
// in docs/formats.md; a whole archive is read and checked before anything of it can be used.
// Read next: ../serialize.h (save and load), src/io/archive.cpp.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rushlight/core/ivalue.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {
namespace serialize {

struct ArchiveNode;     // the tree, in src/io/archive_tree.h
struct ArchiveSession;  // what the archives of one file share while it is loaded

/// Accepted and ignored: programs hand it from one archive to the next.
struct CompilationUnit {};

/// Collects named values and nested archives, and writes them in one go.
class RUSHLIGHT_API OutputArchive final {
 public:
  OutputArchive();
  explicit OutputArchive(std::shared_ptr<CompilationUnit>) : OutputArchive() {}
  OutputArchive(OutputArchive&&) = default;
  OutputArchive& operator=(OutputArchive&&) = default;
  OutputArchive(const OutputArchive&) = delete;
  OutputArchive& operator=(const OutputArchive&) = delete;
  ~OutputArchive() = default;

  std::shared_ptr<CompilationUnit> compilation_unit() const { return nullptr; }

  /// Adds a value under `key`; a key that is there already is an error.
  void write(const std::string& key, const IValue& value);
  /// Adds a tensor (it may be undefined), whose values are read when the archive is saved.
  void write(const std::string& key, const Tensor& tensor, bool is_buffer = false);
  /// Puts another archive below this one; what is written to it later is part of this one too.
  void write(const std::string& key, OutputArchive& nested_archive);

  /// Writes the archive to a file, which appears under its name only when it is complete.
  void save_to(const std::string& filename);
  /// Writes the archive to a stream, at its place.
  void save_to(std::ostream& stream);
  /// Hands the archive piece by piece to `writer(bytes, count)`, which returns how many it took.
  void save_to(const Callback<size_t(const void*, size_t)>& writer);

  template <class... Args> void operator()(Args&&... args) { write(std::forward<Args>(args)...); }

 private:
  std::shared_ptr<ArchiveNode> node_;
};

/// Gives out the values of an archive by name.
class RUSHLIGHT_API InputArchive final {
 public:
  InputArchive();
  InputArchive(InputArchive&&) = default;
  InputArchive& operator=(InputArchive&&) = default;
  InputArchive(const InputArchive&) = delete;
  InputArchive& operator=(const InputArchive&) = delete;
  ~InputArchive() = default;

  /// The value under `key`; no such key is an error that names the file and the keys there are.
  void read(const std::string& key, IValue& value);
  /// The same, but returns false when there is no such key.
  bool try_read(const std::string& key, IValue& value);

  /// The tensor under `key`. A defined `tensor` keeps its identity and requires_grad and takes the data, whatever
  /// their shape; an undefined one becomes the saved tensor with the saved requires_grad.
  void read(const std::string& key, Tensor& tensor, bool is_buffer = false);
  /// The same, but returns false when there is no tensor under `key`.
  bool try_read(const std::string& key, Tensor& tensor, bool is_buffer = false);
  /// The same as read(), but a defined `tensor` of another shape is an error that names entry, shapes and file.
  void read_same_shape(const std::string& key, Tensor& tensor, bool is_buffer = false);

  /// The archive nested under `key`.
  void read(const std::string& key, InputArchive& archive);
  /// The same, but returns false when there is no archive under `key`.
  bool try_read(const std::string& key, InputArchive& archive);

  /// Reads and checks a whole archive. Missing, damaged and truncated files are errors that name the file, and the
  /// entry where one is concerned. Tensors go to `device` when it is given.
  void load_from(const std::string& filename, std::optional<Device> device = std::nullopt);
  /// The same from a stream, which is left behind the archive.
  void load_from(std::istream& stream, std::optional<Device> device = std::nullopt);
  void load_from(const char* data, size_t size, std::optional<Device> device = std::nullopt);
  /// The same through `read(position, buffer, count)`, which returns the number of bytes it read, and `size()`.
  void load_from(const Callback<size_t(uint64_t, void*, size_t)>& read, const Callback<size_t()>& size,
                 std::optional<Device> device = std::nullopt);

  /// The names of the values and nested archives, in the order in which they were written.
  std::vector<std::string> keys();

  /// Gives all tensors that read() has changed their former data back; save and load use it to load all or nothing.
  void undo();

  template <class... Args> void operator()(Args&&... args) { read(std::forward<Args>(args)...); }

 private:
  [[noreturn]] void fail_missing(const std::string& key, const char* wanted) const;

  std::shared_ptr<const ArchiveNode> node_;
  std::shared_ptr<ArchiveSession> session_;
  std::string prefix_;  // names of the archives around this one, each with a dot behind it
};

}  // namespace serialize

inline serialize::OutputArchive& operator<<(serialize::OutputArchive& archive, const Tensor& tensor) {
  archive.write("0", tensor);
  return archive;
}

inline serialize::InputArchive& operator>>(serialize::InputArchive& archive, Tensor& tensor) {
  archive.read("0", tensor);
  return archive;
}

}  // namespace torch::inline rushlight

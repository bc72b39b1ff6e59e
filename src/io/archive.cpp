// The public archive classes over the tree of archive_tree.h, and the places an archive can be written to and read
// from. Read next: archive_format.h.
#include "rushlight/serialize/archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <istream>
#include <ostream>

#include "io/archive_format.h"
#include "io/archive_tree.h"
#include "io/atomic_file.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/error.h"
#include "rushlight/ops/copy.h"

namespace torch::inline rushlight::serialize {
namespace {

// Closes a file when the reading of it ends, however it does.
struct OpenFile {
  int descriptor;
  ~OpenFile() { close(descriptor); }
};

ArchiveSource file_source(const OpenFile& file, const std::string& filename) {
  struct stat status {};
  RUSHLIGHT_CHECK(fstat(file.descriptor, &status) == 0, "load: expected a readable file, got '",
                  std::strerror(errno), "' for ", filename);
  RUSHLIGHT_CHECK(!S_ISDIR(status.st_mode), "load: expected a file, got a folder: ", filename);
  ArchiveSource source;
  source.name = filename;
  if (S_ISREG(status.st_mode)) source.size = uint64_t(status.st_size);
  source.read = [descriptor = file.descriptor, filename](void* to, size_t size) {
    ssize_t got;
    do { got = ::read(descriptor, to, std::min(size, size_t(1) << 30)); } while (got < 0 && errno == EINTR);
    RUSHLIGHT_CHECK(got >= 0, "load: expected readable data, got '", std::strerror(errno), "' in ", filename);
    return size_t(got);
  };
  return source;
}

// What is left in a stream that can be searched; nothing when it cannot.
std::optional<uint64_t> bytes_left(std::istream& stream) {
  const auto here = stream.tellg();
  if (here == std::istream::pos_type(-1)) {
    stream.clear(stream.rdstate() & ~std::ios::failbit);
    return std::nullopt;
  }
  stream.seekg(0, std::ios::end);
  const auto end = stream.tellg();
  stream.seekg(here);
  return end < here ? 0 : uint64_t(end - here);
}

void move_to(ArchiveNode& node, Device device) {
  for (ArchiveEntry& entry : node.entries) {
    if (entry.nested) move_to(*entry.nested, device);
    if (entry.value.isTensor() && entry.value.toTensor().defined())
      entry.value = entry.value.toTensor().to(device);
  }
}

std::shared_ptr<const ArchiveNode> read_to(ArchiveSource source, std::optional<Device> device) {
  NoGradGuard no_grad;
  auto root = read_archive(std::move(source));
  if (device) move_to(*root, *device);
  return root;
}

// True when `wanted` is `node` or somewhere below it.
bool contains(const ArchiveNode& node, const ArchiveNode& wanted) {
  return &node == &wanted ||
         std::any_of(node.entries.begin(), node.entries.end(), [&](const ArchiveEntry& entry) {
           return entry.nested && contains(*entry.nested, wanted);
         });
}

}  // namespace

// -- writing

OutputArchive::OutputArchive() : node_(std::make_shared<ArchiveNode>()) {}

void OutputArchive::write(const std::string& key, const IValue& value) {
  RUSHLIGHT_CHECK(node_->add(entry_of(key, value)), "save: expected each name once, got '", key, "' twice");
}

void OutputArchive::write(const std::string& key, const Tensor& tensor, bool is_buffer) {
  const bool grad = tensor.defined() && tensor.requires_grad();
  RUSHLIGHT_CHECK(node_->add({.key = key, .value = tensor, .is_buffer = is_buffer, .requires_grad = grad}),
                  "save: expected each name once, got '", key, "' twice");
}

void OutputArchive::write(const std::string& key, OutputArchive& nested_archive) {
  RUSHLIGHT_CHECK(!contains(*nested_archive.node_, *node_), "save: expected another archive under '", key,
                  "', got one that holds the one it is written to");
  RUSHLIGHT_CHECK(node_->add({.key = key, .nested = nested_archive.node_}),
                  "save: expected each name once, got '", key, "' twice");
}

void OutputArchive::save_to(const std::string& filename) {
  io::AtomicFile file("save", filename);
  write_archive(*node_, [&](const void* bytes, size_t size) { file.write(bytes, size); });
  file.commit();
}

void OutputArchive::save_to(std::ostream& stream) {
  write_archive(*node_, [&](const void* bytes, size_t size) {
    stream.write(static_cast<const char*>(bytes), std::streamsize(size));
    RUSHLIGHT_CHECK(stream.good(), "save: expected a stream that takes ", size,
                    " bytes, got one that failed");
  });
}

void OutputArchive::save_to(const Callback<size_t(const void*, size_t)>& writer) {
  write_archive(*node_, [&](const void* bytes, size_t size) {
    const size_t taken = writer(bytes, size);
    RUSHLIGHT_CHECK(taken == size, "save: expected a function that takes ", size,
                    " bytes, got one that took ", taken);
  });
}

// -- reading

InputArchive::InputArchive()
    : node_(std::make_shared<ArchiveNode>()), session_(std::make_shared<ArchiveSession>()) {
  session_->name = "an archive that was not loaded";
}

void InputArchive::load_from(const std::string& filename, std::optional<Device> device) {
  const OpenFile file{open(filename.c_str(), O_RDONLY | O_CLOEXEC)};
  RUSHLIGHT_CHECK(file.descriptor >= 0, "load: expected a file, got '", std::strerror(errno), "' for ",
                  filename);
  node_ = read_to(file_source(file, filename), device);
  session_ = std::make_shared<ArchiveSession>();
  session_->name = filename;
  prefix_.clear();
}

void InputArchive::load_from(std::istream& stream, std::optional<Device> device) {
  RUSHLIGHT_CHECK(stream.good(),
                  "load: expected a stream that can be read, got one that failed or is at its end");
  ArchiveSource source;
  source.name = "the stream";
  source.size = bytes_left(stream);
  source.exact = false;
  source.read = [&stream](void* to, size_t size) {
    stream.read(static_cast<char*>(to), std::streamsize(size));
    return size_t(stream.gcount());
  };
  node_ = read_to(std::move(source), device);
  session_ = std::make_shared<ArchiveSession>();
  session_->name = "the stream";
  prefix_.clear();
}

void InputArchive::load_from(const char* data, size_t size, std::optional<Device> device) {
  load_from(
      [&](uint64_t position, void* to, size_t count) {
        count = position < size ? std::min(count, size - size_t(position)) : 0;
        if (count > 0) std::memcpy(to, data + position, count);
        return count;
      },
      [&] { return size; }, device);
}

void InputArchive::load_from(const Callback<size_t(uint64_t, void*, size_t)>& read,
                             const Callback<size_t()>& size, std::optional<Device> device) {
  ArchiveSource source;
  source.name = "the buffer";
  source.size = size();
  source.read = [&read, position = uint64_t(0)](void* to, size_t count) mutable {
    const size_t got = read(position, to, count);
    position += got;
    return got;
  };
  node_ = read_to(std::move(source), device);
  session_ = std::make_shared<ArchiveSession>();
  session_->name = "the buffer";
  prefix_.clear();
}

bool InputArchive::try_read(const std::string& key, IValue& value) {
  const ArchiveEntry* entry = node_->find(key);
  std::optional<IValue> found = entry ? value_of(*entry) : std::nullopt;
  if (!found) return false;
  value = std::move(*found);
  return true;
}

bool InputArchive::try_read(const std::string& key, Tensor& tensor, bool) {
  const ArchiveEntry* entry = node_->find(key);
  if (!entry || entry->nested || !entry->value.isTensor()) return false;
  const Tensor& saved = entry->value.toTensor();
  if (tensor.defined() && saved.defined()) {
    session_->changed.emplace_back(tensor, tensor.data());
    tensor.set_data(saved);
  } else {
    tensor = saved;
    if (tensor.defined() && entry->requires_grad) tensor.set_requires_grad(true);
  }
  return true;
}

bool InputArchive::try_read(const std::string& key, InputArchive& archive) {
  const ArchiveEntry* entry = node_->find(key);
  std::shared_ptr<const ArchiveNode> nested = entry ? entry->nested : nullptr;
  if (!entry && node_->omits_empty) {
    auto nothing = std::make_shared<ArchiveNode>();
    nothing->omits_empty = true;
    nested = nothing;
  }
  if (!nested) return false;
  std::string prefix = prefix_ + key + ".";  // first of all: `archive` may be this one
  archive.session_ = session_;
  archive.node_ = std::move(nested);
  archive.prefix_ = std::move(prefix);
  return true;
}

void InputArchive::read(const std::string& key, IValue& value) {
  if (!try_read(key, value)) fail_missing(key, "a value");
}

void InputArchive::read(const std::string& key, Tensor& tensor, bool is_buffer) {
  if (!try_read(key, tensor, is_buffer)) fail_missing(key, "a tensor");
}

void InputArchive::read(const std::string& key, InputArchive& archive) {
  if (!try_read(key, archive)) fail_missing(key, "an archive");
}

void InputArchive::read_same_shape(const std::string& key, Tensor& tensor, bool is_buffer) {
  const ArchiveEntry* entry = node_->find(key);
  if (entry && entry->value.isTensor()) {
    const Tensor& saved = entry->value.toTensor();
    RUSHLIGHT_CHECK(tensor.defined() == saved.defined(), "load: expected ",
                    tensor.defined() ? "values" : "none", " for '", prefix_ + key, "', got ",
                    saved.defined() ? "some" : "none", " in ", session_->name);
    RUSHLIGHT_CHECK(!tensor.defined() || tensor.sizes() == saved.sizes(), "load: expected '", prefix_ + key,
                    "' of shape ", tensor.sizes(), ", got ", saved.sizes(), " in ", session_->name);
  }
  read(key, tensor, is_buffer);
}

std::vector<std::string> InputArchive::keys() {
  std::vector<std::string> keys;
  for (const ArchiveEntry& entry : node_->entries) keys.push_back(entry.key);
  return keys;
}

void InputArchive::undo() {
  auto& changed = session_->changed;
  for (auto step = changed.rbegin(); step != changed.rend(); ++step) step->first.set_data(step->second);
  changed.clear();
}

void InputArchive::fail_missing(const std::string& key, const char* wanted) const {
  constexpr size_t kShown = 8;
  if (const ArchiveEntry* entry = node_->find(key)) {
    detail::fail({"load: expected ", wanted, " under '", prefix_ + key, "', got ",
                  entry->nested ? "an archive" : entry->value.tagKind(), " in ", session_->name});
  }
  std::string names;
  for (size_t i = 0; i < std::min(kShown, node_->entries.size()); ++i) {
    names += (i ? ", '" : "'") + prefix_ + node_->entries[i].key + "'";
  }
  if (node_->entries.size() > kShown) names += ", ...";
  detail::fail({"load: expected ", wanted, " under '", prefix_ + key, "', got none in ", session_->name,
                names.empty() ? "; there is nothing beside it" : "; there are " + names});
}

}  // namespace torch::inline rushlight::serialize

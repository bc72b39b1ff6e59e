// Writing an archive: entries are laid out depth first, parents before their children, then header, table and data
// go out in one pass. Each value is looked at twice, once for its checksum and once to be written.
#include <zlib.h>

#include <bit>
#include <cstring>
#include <limits>

#include "io/archive_format.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/error.h"
#include "rushlight/ops/copy.h"

static_assert(std::endian::native == std::endian::little,
              "archives are little-endian and written as they lie");

namespace torch::inline rushlight::serialize {
namespace {

// One entry with its data in the form they have in the file.
struct Record {
  uint32_t parent = kArchiveRoot;
  EntryKind kind = EntryKind::kArchive;
  uint8_t dtype = 0;
  uint8_t flags = 0;
  std::vector<int64_t> sizes;
  std::string name;
  uint32_t crc = 0;
  uint64_t offset = 0;
  Tensor tensor;      // holds the data of a tensor,
  std::string bytes;  // this those of everything else

  const void* data() const { return tensor.defined() ? tensor.const_data_ptr() : bytes.data(); }
  uint64_t size() const { return tensor.defined() ? tensor.nbytes() : bytes.size(); }
};

template <class T> std::string bytes_of(const T* values, size_t count) {
  return std::string(reinterpret_cast<const char*>(values), count * sizeof(T));
}

template <class T> void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void fill_tensor(Record& r, const ArchiveEntry& entry, const Tensor& tensor) {
  r.kind = EntryKind::kTensor;
  r.flags = uint8_t((entry.requires_grad ? kFlagRequiresGrad : 0) | (entry.is_buffer ? kFlagBuffer : 0));
  r.dtype = uint8_t(ScalarType::Undefined);
  if (!tensor.defined()) return;
  r.dtype = uint8_t(tensor.scalar_type());
  r.sizes = tensor.sizes().vec();
  r.tensor = tensor.detach().cpu().contiguous();
}

void fill_value(Record& r, const IValue& value) {
  if (value.isBool()) {
    r.kind = EntryKind::kBool;
    r.bytes = std::string(1, char(value.toBool()));
  } else if (value.isInt()) {
    const int64_t x = value.toInt();
    r.kind = EntryKind::kInt;
    r.bytes = bytes_of(&x, 1);
  } else if (value.isDouble()) {
    const double x = value.toDouble();
    r.kind = EntryKind::kDouble;
    r.bytes = bytes_of(&x, 1);
  } else if (value.isString()) {
    r.kind = EntryKind::kString;
    r.bytes = value.toStringRef();
  } else if (value.isIntList()) {
    const auto list = value.toIntVector();
    r.kind = EntryKind::kIntList;
    r.bytes = bytes_of(list.data(), list.size());
  } else if (value.isDoubleList()) {
    const auto list = value.toDoubleVector();
    r.kind = EntryKind::kDoubleList;
    r.bytes = bytes_of(list.data(), list.size());
  } else {
    RUSHLIGHT_CHECK(
        value.isNone(),
        "save: expected tensors, real numbers, texts, or lists, tuples or dictionaries of them under '",
        r.name, "', got ", value.tagKind(), "; pickle_save takes such values");
    r.kind = EntryKind::kNone;
  }
}

void collect(const ArchiveNode& node, uint32_t parent, int depth, std::vector<Record>& records) {
  RUSHLIGHT_CHECK(depth <= kArchiveMaxDepth, "save: expected at most ", kArchiveMaxDepth,
                  " archives within each other, got more");
  for (const ArchiveEntry& entry : node.entries) {
    RUSHLIGHT_CHECK(records.size() < kArchiveRoot, "save: expected fewer than 2^32 entries, got more");
    RUSHLIGHT_CHECK(entry.key.size() < (1u << 30), "save: expected a name of less than 1 GiB, got ",
                    entry.key.size(), " bytes");
    Record& r = records.emplace_back();
    r.parent = parent;
    r.name = entry.key;
    if (entry.nested) {
      collect(*entry.nested, uint32_t(records.size() - 1), depth + 1, records);
    } else if (entry.value.isTensor()) {
      fill_tensor(r, entry, entry.value.toTensor());
    } else {
      fill_value(r, entry.value);
    }
  }
}

uint64_t table_bytes(const std::vector<Record>& records) {
  uint64_t bytes = 0;
  for (const Record& r : records) bytes += kArchiveRecordBytes + 8 * r.sizes.size() + r.name.size();
  return bytes;
}

// Gives each entry its place; returns the size of the file.
uint64_t lay_out(std::vector<Record>& records, uint64_t table_end) {
  uint64_t end = table_end;
  for (Record& r : records) {
    r.offset = aligned(end);
    r.crc = uint32_t(crc32_z(0, static_cast<const Bytef*>(r.data()), r.size()));
    end = r.offset + r.size();
  }
  return end;
}

std::string table_of(const std::vector<Record>& records) {
  std::string table;
  for (const Record& r : records) {
    put(table, r.parent);
    put(table, uint8_t(r.kind));
    put(table, r.dtype);
    put(table, r.flags);
    put(table, uint8_t(r.sizes.size()));
    put(table, uint32_t(r.name.size()));
    put(table, r.crc);
    put(table, r.offset);
    put(table, r.size());
    for (const int64_t size : r.sizes) put(table, size);
    table += r.name;
  }
  return table;
}

std::string header_of(uint32_t count, const std::string& table, uint64_t file_bytes) {
  std::string header(reinterpret_cast<const char*>(kArchiveMagic), sizeof kArchiveMagic);
  put(header, kArchiveVersion);
  put(header, count);
  put(header, uint64_t(table.size()));
  put(header, file_bytes);
  put(header, uint32_t(crc32_z(0, reinterpret_cast<const Bytef*>(table.data()), table.size())));
  header.resize(kArchiveHeaderBytes - 4);
  put(header, uint32_t(crc32_z(0, reinterpret_cast<const Bytef*>(header.data()), header.size())));
  return header;
}

}  // namespace

void write_archive(const ArchiveNode& root, const std::function<void(const void*, size_t)>& sink) {
  NoGradGuard no_grad;
  std::vector<Record> records;
  collect(root, kArchiveRoot, 0, records);
  uint64_t end = kArchiveHeaderBytes + table_bytes(records);
  const uint64_t file_bytes = lay_out(records, end);
  const std::string table = table_of(records);
  const std::string header = header_of(uint32_t(records.size()), table, file_bytes);
  sink(header.data(), header.size());
  sink(table.data(), table.size());
  constexpr char kZeros[kArchiveAlign] = {};
  for (const Record& r : records) {
    if (r.offset > end) sink(kZeros, r.offset - end);
    if (r.size() > 0) sink(r.data(), r.size());
    end = r.offset + r.size();
  }
}

}  // namespace torch::inline rushlight::serialize

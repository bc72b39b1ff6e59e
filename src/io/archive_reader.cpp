// Reading an archive. Nothing is believed before its checksum has been compared, and no memory is asked for before it
// is known that the file is long enough to fill it; every position is computed again, so entries cannot overlap.
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "io/archive_format.h"
#include "io/torch_file.h"
#include "rushlight/core/error.h"
#include "rushlight/ops/create.h"

namespace torch::inline rushlight::serialize {
namespace {

constexpr size_t kReadStep = size_t(1) << 24;  // memory grows with the bytes that really arrive

struct Header {
  uint32_t entries;
  uint64_t table_bytes;
  uint64_t file_bytes;
  uint32_t table_crc;
};

struct Record {
  uint32_t parent;
  EntryKind kind;
  uint8_t dtype;
  uint8_t flags;
  std::vector<int64_t> sizes;
  std::string name;
  std::string full_name;  // with the names of the archives around it
  uint32_t crc;
  uint64_t offset;
  uint64_t bytes;
  int depth = 0;
};

std::string hex(uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", value);
  return text;
}

uint32_t crc_of(const void* bytes, uint64_t size) {
  return uint32_t(crc32_z(0, static_cast<const Bytef*>(bytes), size));
}

template <class T> T take(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

// The source, with a position and with errors for what is missing.
class Reader {
 public:
  explicit Reader(ArchiveSource source) : source_(std::move(source)) {}

  const std::string& name() const { return source_.name; }
  const ArchiveSource& source() const { return source_; }
  uint64_t position() const { return position_; }

  void read(void* to, uint64_t size, const std::string& what) {
    const uint64_t got = read_some(to, size);
    RUSHLIGHT_CHECK(got == size, "load: expected ", size, " bytes of ", what, ", got ", got, " in ", name(),
                    "; it is truncated");
  }

  uint64_t read_some(void* to, uint64_t size) {
    uint64_t got = 0;
    while (got < size) {
      const size_t n = source_.read(static_cast<char*>(to) + got, size_t(size - got));
      if (n == 0) break;
      RUSHLIGHT_CHECK(n <= size - got, "load: expected a reading function that returns at most ", size - got,
                      ", got ", n, " for ", name());
      got += n;
    }
    position_ += got;
    return got;
  }

  /// The space before aligned data must hold zeros, so that every bit of a file is checked.
  void skip_to(uint64_t offset, const std::string& what) {
    char gap[kArchiveAlign];
    const uint64_t size = offset - position_;
    read(gap, size, what);
    RUSHLIGHT_CHECK(std::all_of(gap, gap + size, [](char c) { return c == 0; }),
                    "load: expected zeros before ", what, ", got other bytes; ", name(), " is damaged");
  }

  /// Fetches the `size` bytes that follow from a source of unknown length.
  void fetch(uint64_t size, const std::string& what) {
    auto bytes = std::make_shared<std::string>();
    while (bytes->size() < size) {
      const size_t before = bytes->size(), step = size_t(std::min<uint64_t>(size - before, kReadStep));
      bytes->resize(before + step);
      const uint64_t got = read_some(bytes->data() + before, step);
      RUSHLIGHT_CHECK(got == step, "load: expected ", size, " bytes of ", what, ", got ", before + got,
                      " in ", name(), "; it is truncated");
    }
    position_ -= size;
    source_.size = position_ + size;
    source_.read = [bytes, at = size_t(0)](void* to, size_t n) mutable {
      n = std::min(n, bytes->size() - at);
      std::memcpy(to, bytes->data() + at, n);
      at += n;
      return n;
    };
  }

  /// All bytes up to the end, behind those that have been read.
  std::vector<char> rest(const char* start, uint64_t count) {
    std::vector<char> bytes(start, start + count);
    for (uint64_t got = count; got > 0;) {
      const size_t before = bytes.size();
      bytes.resize(before + kReadStep);
      got = read_some(bytes.data() + before, kReadStep);
      bytes.resize(before + got);
    }
    return bytes;
  }

 private:
  ArchiveSource source_;
  uint64_t position_ = 0;
};

// The header whose first `got` bytes have been read.
Header read_header(Reader& in, const char* start, uint64_t got) {
  char bytes[kArchiveHeaderBytes];
  std::memcpy(bytes, start, got);
  if (got == sizeof kArchiveMagic) got += in.read_some(bytes + got, sizeof bytes - got);
  RUSHLIGHT_CHECK(got > 0, "load: expected an archive, got nothing in ", in.name(), "; it is empty");
  RUSHLIGHT_CHECK(std::memcmp(bytes, kArchiveMagic, std::min<size_t>(got, sizeof kArchiveMagic)) == 0,
                  "load: expected a Rushlight archive, got a file that begins with other bytes: ", in.name());
  RUSHLIGHT_CHECK(got == sizeof bytes, "load: expected ", sizeof bytes, " bytes of the header, got ", got,
                  " in ", in.name(), "; it is truncated");
  const char* at = bytes + sizeof kArchiveMagic;
  const auto version = take<uint32_t>(at);
  Header h{};
  h.entries = take<uint32_t>(at);
  h.table_bytes = take<uint64_t>(at);
  h.file_bytes = take<uint64_t>(at);
  h.table_crc = take<uint32_t>(at);
  uint32_t crc;
  std::memcpy(&crc, bytes + sizeof bytes - 4, 4);
  RUSHLIGHT_CHECK(crc == crc_of(bytes, sizeof bytes - 4), "load: expected a header with the checksum ",
                  hex(crc), ", got ", hex(crc_of(bytes, sizeof bytes - 4)), "; ", in.name(), " is damaged");
  RUSHLIGHT_CHECK(version == kArchiveVersion, "load: expected version ", kArchiveVersion,
                  " of the format, got ", version, " in ", in.name());
  RUSHLIGHT_CHECK(h.file_bytes >= kArchiveHeaderBytes &&
                      h.table_bytes <= h.file_bytes - kArchiveHeaderBytes &&
                      h.entries <= h.table_bytes / kArchiveRecordBytes,
                  "load: expected a header whose sizes agree, got ", h.entries, " entries in ", h.table_bytes,
                  " of ", h.file_bytes, " bytes in ", in.name());
  return h;
}

bool known_dtype(uint8_t code) {
  switch (ScalarType(code)) {
    case kByte:
    case kChar:
    case kShort:
    case kInt:
    case kLong:
    case kHalf:
    case kFloat:
    case kDouble:
    case kBool:
    case kBFloat16:
    case kComplexFloat:
    case kComplexDouble: return true;
    default: return false;
  }
}

// The bytes that an entry must have by its kind, dtype and sizes; -1 when any number will do, -2 when none is right.
int64_t expected_bytes(const Record& r) {
  switch (r.kind) {
    case EntryKind::kArchive:
    case EntryKind::kNone: return 0;
    case EntryKind::kBool: return 1;
    case EntryKind::kInt:
    case EntryKind::kDouble: return 8;
    case EntryKind::kString: return -1;
    case EntryKind::kIntList:
    case EntryKind::kDoubleList: return r.bytes % 8 == 0 ? -1 : -2;
    case EntryKind::kTensor: break;
    default: return -2;
  }
  if (ScalarType(r.dtype) == ScalarType::Undefined) return r.sizes.empty() ? 0 : -2;
  if (!known_dtype(r.dtype)) return -2;
  int64_t bytes = element_size(ScalarType(r.dtype));
  bool empty = false;
  for (const int64_t size : r.sizes) {
    if (size < 0) return -2;
    empty = empty || size == 0;
    if (size > 0 && __builtin_mul_overflow(bytes, size, &bytes)) return -2;
  }
  return empty ? 0 : bytes;
}

Record take_record(const char*& at, const char* end, const std::vector<Record>& before,
                   const std::string& file) {
  const auto whole = [&](bool good) {
    RUSHLIGHT_CHECK(good, "load: expected entry ", before.size(),
                    " of the table to be whole, got one that is not in ", file);
  };
  whole(uint64_t(end - at) >= kArchiveRecordBytes);
  Record r{};
  r.parent = take<uint32_t>(at);
  r.kind = EntryKind(take<uint8_t>(at));
  r.dtype = take<uint8_t>(at);
  r.flags = take<uint8_t>(at);
  const auto dims = take<uint8_t>(at);
  const auto name_bytes = take<uint32_t>(at);
  r.crc = take<uint32_t>(at);
  r.offset = take<uint64_t>(at);
  r.bytes = take<uint64_t>(at);
  whole(dims <= kArchiveMaxDims && uint64_t(end - at) >= 8 * uint64_t(dims) + name_bytes);
  for (int i = 0; i < dims; ++i) r.sizes.push_back(take<int64_t>(at));
  r.name.assign(at, name_bytes);
  at += name_bytes;
  whole(r.parent == kArchiveRoot ||
        (r.parent < before.size() && before[r.parent].kind == EntryKind::kArchive));
  r.full_name = r.name;
  if (r.parent != kArchiveRoot) {
    r.full_name = before[r.parent].full_name + "." + r.name;
    r.depth = before[r.parent].depth + 1;
  }
  whole(r.depth <= kArchiveMaxDepth);
  return r;
}

std::vector<Record> parse_table(const std::string& table, const Header& h, const std::string& file) {
  std::vector<Record> records;
  const char* at = table.data();
  const char* end = at + table.size();
  uint64_t position = kArchiveHeaderBytes + table.size();
  for (uint32_t i = 0; i < h.entries; ++i) {
    Record r = take_record(at, end, records, file);
    const int64_t bytes = expected_bytes(r);
    RUSHLIGHT_CHECK(bytes == -1 || uint64_t(bytes) == r.bytes, "load: expected entry '", r.full_name,
                    "' with a size that fits its kind, got ", r.bytes, " bytes in ", file);
    RUSHLIGHT_CHECK(
        r.offset == aligned(position) && r.bytes <= h.file_bytes && r.offset <= h.file_bytes - r.bytes,
        "load: expected entry '", r.full_name, "' at ", aligned(position), ", got it at ", r.offset, " with ",
        r.bytes, " bytes in ", file);
    position = r.offset + r.bytes;
    records.push_back(std::move(r));
  }
  RUSHLIGHT_CHECK(at == end && position == h.file_bytes, "load: expected an archive of ", position,
                  " bytes, got ", h.file_bytes, " in ", file);
  return records;
}

// A file shorter than its header says: names the first entry that is not whole.
[[noreturn]] void fail_truncated(const std::vector<Record>& records, uint64_t size, const std::string& file) {
  for (const Record& r : records) {
    RUSHLIGHT_CHECK(r.offset + r.bytes <= size, "load: expected ", r.bytes, " bytes of entry '", r.full_name,
                    "', got ", size > r.offset ? size - r.offset : 0, " in ", file, "; it is truncated");
  }
  detail::fail({"load: expected a whole file, got ", size, " bytes in ", file, "; it is truncated"});
}

std::vector<Record> read_table(Reader& in, const Header& h) {
  if (!in.source().size) in.fetch(h.file_bytes - kArchiveHeaderBytes, "the archive");
  const uint64_t size = *in.source().size;
  RUSHLIGHT_CHECK(size >= kArchiveHeaderBytes + h.table_bytes, "load: expected ", h.table_bytes,
                  " bytes of the table of entries, got ", size - kArchiveHeaderBytes, " in ", in.name(),
                  "; it is truncated");
  std::string table(h.table_bytes, '\0');
  in.read(table.data(), table.size(), "the table of entries");
  const uint32_t crc = crc_of(table.data(), table.size());
  RUSHLIGHT_CHECK(crc == h.table_crc, "load: expected a table of entries with the checksum ",
                  hex(h.table_crc), ", got ", hex(crc), "; ", in.name(), " is damaged");
  std::vector<Record> records = parse_table(table, h, in.name());
  if (size < h.file_bytes) fail_truncated(records, size, in.name());
  RUSHLIGHT_CHECK(size == h.file_bytes || !in.source().exact, "load: expected ", h.file_bytes, " bytes, got ",
                  size, " in ", in.name(), "; something follows the archive");
  return records;
}

template <class T> std::vector<T> list_of(const std::string& bytes) {
  std::vector<T> list(bytes.size() / sizeof(T));
  std::memcpy(list.data(), bytes.data(), bytes.size());
  return list;
}

IValue value_of(EntryKind kind, const std::string& bytes) {
  switch (kind) {
    case EntryKind::kBool: return bytes[0] != 0;
    case EntryKind::kInt: return list_of<int64_t>(bytes)[0];
    case EntryKind::kDouble: return list_of<double>(bytes)[0];
    case EntryKind::kString: return bytes;
    case EntryKind::kIntList: return list_of<int64_t>(bytes);
    case EntryKind::kDoubleList: return list_of<double>(bytes);
    default: return {};
  }
}

ArchiveEntry read_entry(Reader& in, const Record& r) {
  const std::string what = "entry '" + r.full_name + "'";
  in.skip_to(r.offset, what);
  ArchiveEntry entry;
  entry.key = r.name;
  entry.is_buffer = (r.flags & kFlagBuffer) != 0;
  entry.requires_grad = (r.flags & kFlagRequiresGrad) != 0;
  std::string bytes;
  Tensor tensor;
  void* to = nullptr;
  if (r.kind == EntryKind::kTensor && ScalarType(r.dtype) != ScalarType::Undefined) {
    tensor = empty(r.sizes, TensorOptions(ScalarType(r.dtype)));
    to = tensor.data_ptr();
  } else {
    bytes.resize(r.bytes);
    to = bytes.data();
  }
  in.read(to, r.bytes, what);
  const uint32_t crc = r.bytes > 0 ? crc_of(to, r.bytes) : 0;
  RUSHLIGHT_CHECK(crc == r.crc, "load: expected ", what, " with the checksum ", hex(r.crc), ", got ",
                  hex(crc), "; ", in.name(), " is damaged");
  if (r.kind == EntryKind::kArchive) entry.nested = std::make_shared<ArchiveNode>();
  entry.value = r.kind == EntryKind::kTensor ? IValue(std::move(tensor)) : value_of(r.kind, bytes);
  return entry;
}

}  // namespace

std::shared_ptr<ArchiveNode> read_archive(ArchiveSource source) {
  Reader in(std::move(source));
  char start[sizeof kArchiveMagic];
  const uint64_t got = in.read_some(start, sizeof start);
  if (begins_as_zip(start, got)) return read_torch_file(in.rest(start, got), in.name());
  const Header header = read_header(in, start, got);
  const std::vector<Record> records = read_table(in, header);
  auto root = std::make_shared<ArchiveNode>();
  std::vector<ArchiveNode*> nodes;  // of each record, null for a value
  for (const Record& r : records) {
    ArchiveEntry entry = read_entry(in, r);
    nodes.push_back(entry.nested.get());
    ArchiveNode& parent = r.parent == kArchiveRoot ? *root : *nodes[r.parent];
    RUSHLIGHT_CHECK(parent.add(std::move(entry)), "load: expected each name once, got '", r.full_name,
                    "' twice in ", in.name());
  }
  return root;
}

}  // namespace torch::inline rushlight::serialize

// Reading and writing IDX files. Nothing in a header is believed before it has been compared with the size of
// the file: deflate packs at most 1032 to 1, so a count beyond that is an error before any memory is asked
// for. Read next: atomic_file.h for how files are written.
#include "rushlight/data/idx.h"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>

#include "io/atomic_file.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight::data {
namespace {

constexpr int kMaxDims = 8;
constexpr int64_t kMaxCompression = 1032;      // of deflate
constexpr size_t kReadStep = size_t(1) << 24;  // memory grows with the bytes that really arrive

// A file read through zlib, which passes plain files on as they are.
class GzReader {
 public:
  explicit GzReader(const std::string& path) : path_(path) {
    struct stat status {};
    RUSHLIGHT_CHECK(stat(path.c_str(), &status) == 0, "read_idx: expected a file, got '",
                    std::strerror(errno), "' for ", path);
    RUSHLIGHT_CHECK(S_ISREG(status.st_mode), "read_idx: expected a file, got a folder or device: ", path);
    file_size_ = status.st_size;
    file_.reset(gzopen(path.c_str(), "rb"));
    RUSHLIGHT_CHECK(file_ != nullptr, "read_idx: expected a readable file, got '", std::strerror(errno),
                    "' for ", path);
    gzbuffer(file_.get(), 1u << 17);
  }

  // Reads up to `size` bytes, fewer only at the end of the file.
  size_t read(uint8_t* to, size_t size) {
    size_t got = 0;
    while (got < size) {
      const int n = gzread(file_.get(), to + got, unsigned(std::min(size - got, kReadStep)));
      if (n <= 0) break;
      got += size_t(n);
    }
    int code = Z_OK;
    const char* what = gzerror(file_.get(), &code);
    // Z_BUF_ERROR is zlib's word for a .gz file that stops in the middle.
    RUSHLIGHT_CHECK(code != Z_BUF_ERROR, "read_idx: expected a whole .gz file, got a truncated one: ", path_);
    RUSHLIGHT_CHECK(code == Z_OK || code == Z_STREAM_END, "read_idx: expected readable data, got '",
                    code == Z_ERRNO ? std::strerror(errno) : what, "' in ", path_);
    return got;
  }

  /// The most bytes that can still be in the file, whatever its header says.
  int64_t capacity() const { return gzdirect(file_.get()) ? file_size_ : file_size_ * kMaxCompression; }

 private:
  struct Close {
    void operator()(gzFile file) const { gzclose_r(file); }
  };
  std::string path_;
  int64_t file_size_ = 0;
  std::unique_ptr<gzFile_s, Close> file_;
};

int64_t big_endian32(const uint8_t* p) {
  return int64_t(p[0]) << 24 | int64_t(p[1]) << 16 | int64_t(p[2]) << 8 | int64_t(p[3]);
}

// The file's numbers are big-endian, those in memory are the machine's; the same step goes both ways.
void swap_to_native(uint8_t* bytes, size_t size, int element_size) {
  if (std::endian::native == std::endian::big || element_size == 1) return;
  for (size_t i = 0; i + size_t(element_size) <= size; i += size_t(element_size))
    std::reverse(bytes + i, bytes + i + element_size);
}

// The number of bytes of the elements, or -1 when it does not fit.
int64_t byte_count(const std::vector<int64_t>& dims, int element_size) {
  int64_t count = element_size;
  for (const int64_t d : dims)
    if (__builtin_mul_overflow(count, d, &count)) return -1;
  return count;
}

// Reads magic number, type and sizes into `array`; returns the number of bytes that must follow.
int64_t read_header(GzReader& file, const std::string& path, IdxArray& array) {
  uint8_t head[4 + 4 * kMaxDims];
  const size_t got = file.read(head, 4);
  RUSHLIGHT_CHECK(got == 4, "read_idx: expected a header of at least 4 bytes, got ", got, " bytes in ", path);
  RUSHLIGHT_CHECK(head[0] == 0 && head[1] == 0, "read_idx: expected the magic number 0 0, got ", int(head[0]),
                  " ", int(head[1]), " in ", path);
  array.type = head[2];
  const int element_size = idx_element_size(array.type);
  RUSHLIGHT_CHECK(element_size != 0, "read_idx: expected a type code of 8, 9, 11, 12, 13 or 14, got ",
                  array.type, " in ", path);
  const int n = head[3];
  RUSHLIGHT_CHECK(n >= 1 && n <= kMaxDims, "read_idx: expected 1 to ", kMaxDims, " dimensions, got ", n,
                  " in ", path);
  const size_t sizes = file.read(head + 4, size_t(4 * n));
  RUSHLIGHT_CHECK(sizes == size_t(4 * n), "read_idx: expected ", n, " sizes of 4 bytes each, got ", sizes,
                  " bytes in ", path);
  for (int i = 0; i < n; ++i) array.dims.push_back(big_endian32(head + 4 + 4 * i));
  const int64_t bytes = byte_count(array.dims, element_size);
  RUSHLIGHT_CHECK(bytes >= 0 && bytes <= file.capacity(), "read_idx: expected sizes that fit the file, got ",
                  array.dims, " in ", path);
  return bytes;
}

}  // namespace

int idx_element_size(int type) {
  switch (type) {
    case kIdxUint8:
    case kIdxInt8: return 1;
    case kIdxInt16: return 2;
    case kIdxInt32:
    case kIdxFloat: return 4;
    case kIdxDouble: return 8;
    default: return 0;
  }
}

IdxArray read_idx(const std::string& path) {
  GzReader file(path);
  IdxArray array;
  const auto expected = size_t(read_header(file, path, array));
  size_t got = 0;
  while (got < expected) {
    const size_t step = std::min(expected - got, std::max(kReadStep, got));
    array.bytes.resize(got + step);
    const size_t read = file.read(array.bytes.data() + got, step);
    got += read;
    RUSHLIGHT_CHECK(read == step, "read_idx: expected ", expected, " bytes of data for sizes ", array.dims,
                    ", got ", got, " in ", path);
  }
  uint8_t more = 0;
  RUSHLIGHT_CHECK(file.read(&more, 1) == 0, "read_idx: expected ", expected, " bytes of data for sizes ",
                  array.dims, ", got more in ", path);
  swap_to_native(array.bytes.data(), array.bytes.size(), idx_element_size(array.type));
  return array;
}

void write_idx(const std::string& path, const std::vector<int64_t>& dims, const uint8_t* bytes, int type) {
  const int element_size = idx_element_size(type);
  RUSHLIGHT_CHECK(element_size != 0, "write_idx: expected a type code of 8, 9, 11, 12, 13 or 14, got ", type,
                  " for ", path);
  RUSHLIGHT_CHECK(!dims.empty() && dims.size() <= kMaxDims, "write_idx: expected 1 to ", kMaxDims,
                  " dimensions, got ", dims.size(), " for ", path);
  std::vector<uint8_t> head = {0, 0, uint8_t(type), uint8_t(dims.size())};
  for (const int64_t d : dims) {
    RUSHLIGHT_CHECK(d >= 0 && d <= int64_t(UINT32_MAX), "write_idx: expected sizes from 0 to ", UINT32_MAX,
                    ", got ", dims, " for ", path);
    for (int shift = 24; shift >= 0; shift -= 8) head.push_back(uint8_t(d >> shift));
  }
  const int64_t size = byte_count(dims, element_size);
  RUSHLIGHT_CHECK(size >= 0, "write_idx: expected sizes that fit in memory, got ", dims, " for ", path);
  io::AtomicFile file("write_idx", path);
  file.write(head.data(), head.size());
  if (element_size == 1) {
    file.write(bytes, size_t(size));
  } else {
    std::vector<uint8_t> swapped(bytes, bytes + size);
    swap_to_native(swapped.data(), swapped.size(), element_size);
    file.write(swapped.data(), swapped.size());
  }
  file.commit();
}

void write_idx(const std::string& path, const IdxArray& array) {
  const int element_size = idx_element_size(array.type);
  const int64_t size = byte_count(array.dims, element_size);
  // An unknown type is left to the other form, which names it.
  RUSHLIGHT_CHECK(element_size == 0 || size == int64_t(array.bytes.size()), "write_idx: expected ", size,
                  " bytes for sizes ", array.dims, ", got ", array.bytes.size(), " for ", path);
  write_idx(path, array.dims, array.bytes.data(), array.type);
}

}  // namespace torch::inline rushlight::data

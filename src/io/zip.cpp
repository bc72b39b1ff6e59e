// ZipReader and ZipWriter: minizip with memory where it expects files.
#include "io/zip.h"

#include "rushlight/core/error.h"

#ifdef RUSHLIGHT_MINIZIP
#include <minizip/unzip.h>
#include <minizip/zip.h>

#include <algorithm>
#include <cstring>
#endif

namespace torch::inline rushlight {

#ifdef RUSHLIGHT_MINIZIP

// What minizip calls instead of fopen, fread and so on.
struct ZipBuffer {
  const char* in = nullptr;  // read from here, or
  ZipWriter* out = nullptr;  // written to its bytes
  uint64_t size = 0, position = 0;

  static ZipBuffer& of(void* stream) { return *static_cast<ZipBuffer*>(stream); }
  static void* open(void* opaque, const void*, int) { return opaque; }
  static uLong read(void*, void* stream, void* to, uLong wanted) {
    ZipBuffer& b = of(stream);
    const uint64_t n = std::min<uint64_t>(wanted, b.size - std::min(b.position, b.size));
    if (n > 0) std::memcpy(to, b.in + b.position, n);
    b.position += n;
    return static_cast<uLong>(n);
  }
  static uLong write(void*, void* stream, const void* from, uLong count) {
    ZipWriter& w = *of(stream).out;
    if (w.bytes_.size() < w.position_ + count) w.bytes_.resize(w.position_ + count);
    if (count > 0) std::memcpy(w.bytes_.data() + w.position_, from, count);
    w.position_ += count;
    return count;
  }
  static ZPOS64_T tell(void*, void* stream) {
    return of(stream).out ? of(stream).out->position_ : of(stream).position;
  }
  static long seek(void*, void* stream, ZPOS64_T offset, int origin) {
    ZipBuffer& b = of(stream);
    const uint64_t end = b.out ? b.out->bytes_.size() : b.size;
    const uint64_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                          : origin == ZLIB_FILEFUNC_SEEK_END ? end
                                                             : tell(nullptr, stream);
    if (from > end || offset > end - from) return -1;
    if (b.out) b.out->position_ = from + offset;
    else b.position = from + offset;
    return 0;
  }
  static int close(void*, void* stream) {
    delete &of(stream);
    return 0;
  }
  static int error(void*, void*) { return 0; }

  static zlib_filefunc64_def functions(ZipBuffer* buffer) {
    return {open, read, write, tell, seek, close, error, buffer};
  }
};

ZipReader::ZipReader(const char* who, const char* data, size_t size) : who_(who) {
  auto* buffer = new ZipBuffer{.in = data, .size = size};
  zlib_filefunc64_def functions = ZipBuffer::functions(buffer);
  handle_ = unzOpen2_64("", &functions);  // closes the buffer when it fails
  if (!handle_) fail("expected a zip archive, as torch.save and pickle_save write it, got other bytes");
  for (int status = unzGoToFirstFile(handle_); status == UNZ_OK; status = unzGoToNextFile(handle_)) {
    unz_file_info64 info;
    unz64_file_pos place;
    char name[512];
    if (unzGetCurrentFileInfo64(handle_, &info, name, sizeof name, nullptr, 0, nullptr, 0) != UNZ_OK ||
        unzGetFilePos64(handle_, &place) != UNZ_OK || info.size_filename >= sizeof name)
      break;
    // Deflate packs at most 1032 to 1; more is a lie that only asks for memory.
    const bool plausible =
        info.compressed_size <= size && info.uncompressed_size <= 1032 * info.compressed_size + 64;
    if (!plausible) {
      unzClose(handle_);
      fail("expected entries of a size that their bytes can hold, got " +
           std::to_string(info.uncompressed_size) + " bytes for " + name);
    }
    entries_[name] = {place.pos_in_zip_directory, place.num_of_file, info.uncompressed_size};
  }
}
ZipReader::~ZipReader() { unzClose(handle_); }

void ZipReader::read(const std::string& name, void* to) {
  const Entry& e = entry(name);
  const unz64_file_pos place{e.place, e.number};
  if (unzGoToFilePos64(handle_, &place) != UNZ_OK || unzOpenCurrentFile(handle_) != UNZ_OK)
    fail("expected the entry " + name + ", got damaged bytes");
  uint64_t done = 0;
  while (done < e.size) {
    const auto piece = static_cast<unsigned>(std::min<uint64_t>(e.size - done, 1u << 30));
    const int got = unzReadCurrentFile(handle_, static_cast<char*>(to) + done, piece);
    if (got <= 0) break;
    done += static_cast<uint64_t>(got);
  }
  const bool whole = done == e.size;
  if (unzCloseCurrentFile(handle_) != UNZ_OK || !whole)
    fail("expected the entry " + name + " with its " + std::to_string(e.size) +
         " bytes and checksum, got damaged bytes");
}

ZipWriter::ZipWriter(const char* who) : who_(who) {
  zlib_filefunc64_def functions = ZipBuffer::functions(new ZipBuffer{.out = this});
  handle_ = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
  check(handle_ != nullptr);
}
ZipWriter::~ZipWriter() {
  if (handle_) zipClose(handle_, nullptr);
}

void ZipWriter::add(const std::string& name, const void* data, size_t size) {
  zip_fileinfo info = {};
  info.tmz_date = {0, 0, 0, 1, 0, 1980};  // the first day there is: equal values make equal bytes
  check(zipOpenNewFileInZip64(handle_, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 0, 0,
                              size >= 0xffffffffu) == ZIP_OK);
  for (size_t done = 0; done < size;) {
    const auto piece = static_cast<unsigned>(std::min<size_t>(size - done, 1u << 30));
    check(zipWriteInFileInZip(handle_, static_cast<const char*>(data) + done, piece) == ZIP_OK);
    done += piece;
  }
  check(zipCloseFileInZip(handle_) == ZIP_OK);
}

std::vector<char> ZipWriter::finish() {
  check(zipClose(std::exchange(handle_, nullptr), nullptr) == ZIP_OK);
  return std::move(bytes_);
}

#else

namespace {
[[noreturn]] void fail_without(const char* who) {
  detail::fail({who,
                ": expected a build with minizip, got one without; install libminizip-dev and build with "
                "RUSHLIGHT_MINIZIP=ON"});
}
}  // namespace

ZipReader::ZipReader(const char* who, const char*, size_t) : who_(who) { fail_without(who); }
ZipReader::~ZipReader() = default;
void ZipReader::read(const std::string&, void*) { fail_without(who_); }
ZipWriter::ZipWriter(const char* who) : who_(who) { fail_without(who); }
ZipWriter::~ZipWriter() = default;
void ZipWriter::add(const std::string&, const void*, size_t) { fail_without(who_); }
std::vector<char> ZipWriter::finish() { fail_without(who_); }

#endif

std::vector<std::string> ZipReader::names() const {
  std::vector<std::string> result;
  for (const auto& [name, entry] : entries_) result.push_back(name);
  return result;
}
const ZipReader::Entry& ZipReader::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) fail("expected the entry " + name + ", got an archive without it");
  return found->second;
}
std::string ZipReader::read(const std::string& name) {
  std::string bytes(entry(name).size, '\0');
  read(name, bytes.data());
  return bytes;
}
void ZipReader::fail(const std::string& what) const { detail::fail({who_, ": ", what}); }
void ZipWriter::check(bool ok) const {
  RUSHLIGHT_CHECK(ok, who_, ": expected to write an archive, got an error of zip");
}

}  // namespace torch::inline rushlight

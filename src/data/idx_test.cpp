// The IDX reader and writer: what they keep, what they refuse, and that no damage to a file makes them
// misbehave.

#include "rushlight/data/idx.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "io/atomic_file.h"
#include "rushlight/core/error.h"
#include "rushlight/data/mnist_files.h"

namespace torch::inline rushlight::data {
namespace {

namespace fs = std::filesystem;

class IdxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "rushlight-idx-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name = "file") const { return (folder_ / name).string(); }

  std::string put(const std::string& bytes, const std::string& name = "file") const {
    fs::create_directories(fs::path(path(name)).parent_path());
    fs::remove(path(name));  // some file systems flush a file that is cut to nothing and written again
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

  std::string put_gz(const std::string& bytes, const std::string& name = "file.gz") const {
    gzFile file = gzopen(path(name).c_str(), "wb");
    gzwrite(file, bytes.data(), unsigned(bytes.size()));
    gzclose(file);
    return path(name);
  }

  static std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path folder_;
};

std::string error_of(const std::string& path) {
  try {
    read_idx(path);
  } catch (const Error& error) { return error.what(); }
  return "no error";
}

#define EXPECT_ERROR(path, text)                                                           \
  do {                                                                                     \
    const std::string message = error_of(path);                                            \
    EXPECT_NE(message.find(text), std::string::npos) << message;                           \
    EXPECT_NE(message.find(path), std::string::npos) << "must name the file: " << message; \
  } while (false)

// Two images of 2 x 3.
const std::string kSmall = std::string("\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03", 16) + "abcdefghijkl";

TEST_F(IdxTest, ReadsPlainAndCompressedAlike) {
  for (const std::string& file : {put(kSmall), put_gz(kSmall), put_gz(kSmall, "no-ending")}) {
    const IdxArray array = read_idx(file);
    EXPECT_EQ(array.type, kIdxUint8);
    EXPECT_EQ(array.dims, (std::vector<int64_t>{2, 2, 3}));
    EXPECT_EQ(std::string(array.bytes.begin(), array.bytes.end()), "abcdefghijkl");
  }
}

TEST_F(IdxTest, WritesWhatItReads) {
  write_idx(path(),
            IdxArray{{2, 2, 3}, {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'}, kIdxUint8});
  EXPECT_EQ(bytes_of(path()), kSmall);
  write_idx(path(), IdxArray{{0, 28}, {}, kIdxUint8});  // in place of the old file
  EXPECT_EQ(read_idx(path()).dims, (std::vector<int64_t>{0, 28}));
  EXPECT_TRUE(read_idx(path()).bytes.empty());
}

TEST_F(IdxTest, NumbersOfSeveralBytesAreBigEndianInTheFile) {
  const std::string two(
      "\0\0\x0c\x01\0\0\0\x02"
      "\0\0\x01\x02\xff\xff\xff\xfe",
      16);
  const IdxArray array = read_idx(put(two));
  int32_t values[2];
  ASSERT_EQ(array.bytes.size(), sizeof(values));
  std::memcpy(values, array.bytes.data(), sizeof(values));
  EXPECT_EQ(values[0], 258);
  EXPECT_EQ(values[1], -2);
  write_idx(path("again"), array);
  EXPECT_EQ(bytes_of(path("again")), two);
}

TEST_F(IdxTest, NamesWhatIsWrongWithAFile) {
  EXPECT_ERROR(path("absent"), "expected a file, got 'No such file or directory'");
  EXPECT_ERROR(folder_.string(), "expected a file, got a folder");
  EXPECT_ERROR(put(""), "header of at least 4 bytes, got 0 bytes");
  EXPECT_ERROR(put(std::string("\x01\0\x08\x01\0\0\0\0", 8)), "expected the magic number 0 0, got 1 0");
  EXPECT_ERROR(put(std::string("\0\0\x07\x01\0\0\0\0", 8)),
               "expected a type code of 8, 9, 11, 12, 13 or 14, got 7");
  EXPECT_ERROR(put(std::string("\0\0\x08\0", 4)), "expected 1 to 8 dimensions, got 0");
  EXPECT_ERROR(put(std::string("\0\0\x08\x09", 4)), "expected 1 to 8 dimensions, got 9");
  EXPECT_ERROR(put(kSmall.substr(0, 10)), "expected 3 sizes of 4 bytes each, got 6 bytes");
  EXPECT_ERROR(put(kSmall + "m"), "expected 12 bytes of data for sizes [2, 2, 3], got more");
  EXPECT_ERROR(put_gz(kSmall + "m"), "expected 12 bytes of data for sizes [2, 2, 3], got more");
  EXPECT_ERROR(put_gz(kSmall.substr(0, 27)), "expected 12 bytes of data for sizes [2, 2, 3], got 11");
}

TEST_F(IdxTest, RefusesCountsTheFileCannotHold) {
  const std::string huge(12, '\xff');
  EXPECT_ERROR(put(std::string("\0\0\x08\x03", 4) + huge),
               "expected sizes that fit the file");  // the product overflows
  EXPECT_ERROR(put_gz(std::string("\0\0\x08\x03", 4) + huge), "expected sizes that fit the file");
  const std::string gigabytes = std::string("\0\0\x08\x02\0\x01\0\0\0\x01\0\0", 12);
  EXPECT_ERROR(put(gigabytes), "expected sizes that fit the file, got [65536, 65536]");
  EXPECT_ERROR(put_gz(gigabytes), "expected sizes that fit the file, got [65536, 65536]");
}

TEST_F(IdxTest, DamagedCompressionIsAnError) {
  const std::string whole = bytes_of(put_gz(kSmall));
  EXPECT_ERROR(put(whole.substr(0, whole.size() - 3)), "a truncated one");
  std::string flipped = whole;
  flipped[flipped.size() - 6] ^= 1;  // the stored checksum
  EXPECT_ERROR(put(flipped), "incorrect data check");
}

TEST_F(IdxTest, EveryTruncationIsAnError) {
  const std::string packed = bytes_of(put_gz(kSmall));
  for (size_t size = 0; size < kSmall.size(); ++size)
    EXPECT_THROW(read_idx(put(kSmall.substr(0, size))), Error) << size;
  for (size_t size = 0; size < packed.size(); ++size)
    EXPECT_THROW(read_idx(put(packed.substr(0, size))), Error) << size;
}

// Each flip gives an error or an array whose bytes fit its sizes.
TEST_F(IdxTest, FlippedBytesNeverMisbehave) {
  uint64_t state = 1;
  const auto random = [&] {
    return size_t((state = state * 6364136223846793005u + 1442695040888963407u) >> 33);
  };
  const std::string packed = bytes_of(put_gz(kSmall));
  int arrays = 0;
  for (const std::string& good : {kSmall, packed}) {
    for (int round = 0; round < 1500; ++round) {
      std::string bad = good;
      for (size_t flips = 1 + random() % 3; flips > 0; --flips) bad[random() % bad.size()] = char(random());
      try {
        const IdxArray array = read_idx(put(bad));
        int64_t count = idx_element_size(array.type);
        for (const int64_t d : array.dims) count *= d;
        EXPECT_EQ(count, int64_t(array.bytes.size()));
        ++arrays;
      } catch (const Error&) {}
    }
  }
  EXPECT_GT(arrays, 100);  // flips in the elements alone
}

TEST_F(IdxTest, WriterRefusesWhatTheFormatCannotHold) {
  try {
    write_idx(path(), IdxArray{{2}, {1, 2}, 7});
    ADD_FAILURE() << "an unknown type was written";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()),
              "write_idx: expected a type code of 8, 9, 11, 12, 13 or 14, got 7 for " + path());
  }
  EXPECT_THROW(write_idx(path(), IdxArray{{}, {1}, kIdxUint8}), Error);
  EXPECT_THROW(write_idx(path(), IdxArray{std::vector<int64_t>(9, 1), {1}, kIdxUint8}), Error);
  EXPECT_THROW(write_idx(path(), IdxArray{{-1}, {}, kIdxUint8}), Error);
  EXPECT_THROW(write_idx(path(), IdxArray{{3}, {1, 2}, kIdxUint8}), Error);
  EXPECT_THROW(write_idx(path("absent/file"), IdxArray{{1}, {1}, kIdxUint8}), Error);
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(IdxTest, UnfinishedFileLeavesTheOldOne) {
  put("old");
  {
    io::AtomicFile file("test", path());
    file.write("new", 3);
    EXPECT_EQ(bytes_of(path()), "old");
    EXPECT_EQ(bytes_of(file.temporary_path()), "new");
  }
  EXPECT_EQ(bytes_of(path()), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(IdxTest, FindsMnistWhereProgramsLook) {
  const char* chosen = std::getenv("RUSHLIGHT_DATA");
  const std::string before = chosen != nullptr ? chosen : "";
  unsetenv("RUSHLIGHT_DATA");
  const std::string from = path("project");
  fs::create_directory(from);
  EXPECT_EQ(find_mnist(from), std::nullopt);
  for (const char* name : kMnistFiles) put(kSmall, std::string("shared/data/mnist/") + name + ".gz");
  EXPECT_EQ(find_mnist(from), path("shared/data/mnist"));
  for (const char* name : {kMnistFiles[0], kMnistFiles[1], kMnistFiles[2]})
    put(kSmall, std::string("project/data/") + name);
  EXPECT_EQ(find_mnist(from), path("shared/data/mnist"));  // one file is missing in data
  put(kSmall, std::string("project/data/") + kMnistFiles[3] + ".gz");
  EXPECT_EQ(find_mnist(from), path("project/data"));
  setenv("RUSHLIGHT_DATA", path("chosen").c_str(), 1);
  EXPECT_EQ(find_mnist(from), path("project/data"));
  for (const char* name : kMnistFiles) put(kSmall, std::string("chosen/mnist/") + name);
  EXPECT_EQ(find_mnist(from), path("chosen/mnist"));
  EXPECT_EQ(find_idx_file(path("chosen/mnist"), kMnistFiles[0]),
            path("chosen/mnist/train-images-idx3-ubyte"));
  before.empty() ? unsetenv("RUSHLIGHT_DATA") : setenv("RUSHLIGHT_DATA", before.c_str(), 1);
}

}  // namespace
}  // namespace torch::inline rushlight::data

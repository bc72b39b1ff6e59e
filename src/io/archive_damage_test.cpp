// Archives that are cut, altered or forged: an error that names the file, never a crash, and nothing changed.
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "io/archive_format.h"
#include "rushlight/ops/create.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
namespace {

namespace fs = std::filesystem;
using serialize::InputArchive;
using serialize::OutputArchive;

std::string small_archive() {
  OutputArchive out, inner;
  out.write("weight", ones({3, 5}));
  out.write("layer", inner);
  inner.write("bias", ones({4}, TensorOptions(kDouble)), true);
  inner.write("name", "text");
  out.write("steps", std::vector<int64_t>{1, 2});
  std::ostringstream stream;
  out.save_to(stream);
  return stream.str();
}

// The message of loading `bytes`, "" when they load; `pipe` hides their number from the reader.
std::string error_of(const std::string& bytes, bool pipe = false) {
  struct Pipe : std::stringbuf {
    using std::stringbuf::stringbuf;
    pos_type seekoff(off_type, std::ios::seekdir, std::ios::openmode) override { return -1; }
  } buffer(bytes);
  std::istream stream(&buffer);
  InputArchive in;
  try {
    if (pipe) {
      in.load_from(stream);
    } else {
      in.load_from(bytes.data(), bytes.size());
    }
  } catch (const Error& e) {
    EXPECT_TRUE(in.keys().empty()) << "nothing is there after a failed load";
    return e.what();
  }
  return "";
}

// The bytes at `place` replaced, and all checksums made right again: what only a forger would write.
template <class T> std::string forged(std::string bytes, size_t place, T value) {
  std::memcpy(bytes.data() + place, &value, sizeof value);
  uint64_t table_bytes;
  std::memcpy(&table_bytes, bytes.data() + 16, 8);
  const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
  const uint32_t table_crc =
      uint32_t(crc32(0, data + 64, uInt(std::min<uint64_t>(table_bytes, bytes.size() - 64))));
  std::memcpy(bytes.data() + 32, &table_crc, 4);
  const uint32_t header_crc = uint32_t(crc32(0, data, 60));
  std::memcpy(bytes.data() + 60, &header_crc, 4);
  return bytes;
}

TEST(ArchiveDamage, EveryTruncationIsAnError) {
  const std::string whole = small_archive();
  ASSERT_EQ(error_of(whole), "");
  ASSERT_EQ(error_of(whole, true), "");
  for (size_t size = 0; size < whole.size(); ++size) {
    for (bool pipe : {false, true}) {
      const std::string error = error_of(whole.substr(0, size), pipe);
      EXPECT_TRUE(error.find("truncated") != std::string::npos || error.find("empty") != std::string::npos)
          << size << " bytes: " << error;
      EXPECT_NE(error.find(pipe ? "the stream" : "the buffer"), std::string::npos) << error;
    }
  }
  EXPECT_EQ(error_of(whole + "x"), "load: expected " + std::to_string(whole.size()) + " bytes, got " +
                                       std::to_string(whole.size() + 1) +
                                       " in the buffer; something follows the archive");
}

TEST(ArchiveDamage, EveryFlippedBitIsAnError) {
  const std::string whole = small_archive();
  for (size_t place = 0; place < whole.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes = whole;
      bytes[place] = static_cast<char>(bytes[place] ^ (1 << bit));
      EXPECT_NE(error_of(bytes), "") << "bit " << bit << " of byte " << place;
    }
  }
}

TEST(ArchiveDamage, RandomBytesAreAnError) {
  std::mt19937 random(1);
  const std::string whole = small_archive();
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = whole;
    for (int change = 0; change < 1 + round % 8; ++change)
      bytes[random() % bytes.size()] ^= char(1 + random() % 255);
    if (bytes != whole) {
      EXPECT_NE(error_of(bytes), "");
      EXPECT_NE(error_of(bytes, true), "");
    }
  }
}

// A right checksum does not make a table right.
TEST(ArchiveDamage, ForgedTablesAreErrors) {
  const std::string whole = small_archive();
  std::mt19937_64 random(2);
  uint64_t table_bytes;
  std::memcpy(&table_bytes, whole.data() + 16, 8);
  for (size_t place = 8; place < 64 + table_bytes; ++place) {
    for (int round = 0; round < 20; ++round) {
      // Whatever comes of it, it is an error or an archive, not a crash or an absurd allocation.
      error_of(forged(whole, place, uint8_t(random())));
      if (place + 8 <= whole.size()) error_of(forged(whole, place, random()), true);
    }
  }
  EXPECT_EQ(error_of(forged(whole, 8, uint32_t{2})),
            "load: expected version 1 of the format, got 2 in the buffer");
  EXPECT_NE(error_of(forged(whole, 64 + 16, uint64_t{0})).find("expected entry 'weight' at "),
            std::string::npos);
  EXPECT_NE(error_of(forged(whole, 64 + 24, ~uint64_t{0})).find("with a size that fits its kind"),
            std::string::npos);
  EXPECT_NE(error_of(forged(whole, 64 + 32, int64_t{1} << 62)).find("with a size that fits its kind"),
            std::string::npos);
  EXPECT_NE(error_of(forged(whole, 64 + 5, uint8_t{200})).find("with a size that fits its kind"),
            std::string::npos);
  EXPECT_NE(error_of(forged(whole, 64, uint32_t{0})).find("expected entry 0 of the table to be whole"),
            std::string::npos);
}

TEST(ArchiveDamage, ErrorsNameTheFileAndTheEntry) {
  const fs::path folder = fs::temp_directory_path() / ("rushlight-damage-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::string path = (folder / "model.rush").string();
  const auto load_error = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    Tensor t = zeros({3, 5});
    InputArchive in;
    try {
      in.load_from(path);
    } catch (const Error& e) { return std::string(e.what()); }
    return std::string();
  };
  const std::string whole = small_archive();
  std::string damaged = whole;
  const size_t text = damaged.rfind("text");
  damaged[text] = 'T';
  const std::string damage = load_error(damaged);
  EXPECT_EQ(damage.rfind("load: expected entry 'layer.name' with the checksum 0x", 0), 0u) << damage;
  EXPECT_NE(damage.find("; " + path + " is damaged"), std::string::npos) << damage;
  EXPECT_EQ(load_error(whole.substr(0, text + 1)),
            "load: expected 4 bytes of entry 'layer.name', got 1 in " + path + "; it is truncated");
  EXPECT_EQ(load_error("GIF89a and more"),
            "load: expected a Rushlight archive, got a file that begins with other bytes: " + path);
  EXPECT_EQ(load_error(""), "load: expected an archive, got nothing in " + path + "; it is empty");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace torch::inline rushlight

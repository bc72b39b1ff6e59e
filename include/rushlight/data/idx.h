// The IDX format, in which MNIST and its relatives are stored: two zero bytes, a type code, the number of
// dimensions, each size as a big-endian 32-bit number, then the elements. Read next: idx.cpp, then
// mnist_files.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rushlight/core/export.h"

namespace torch::inline rushlight::data {

/// The type codes of the format, as they stand in the file.
enum IdxType : int {
  kIdxUint8 = 0x08,
  kIdxInt8 = 0x09,
  kIdxInt16 = 0x0b,
  kIdxInt32 = 0x0c,
  kIdxFloat = 0x0d,
  kIdxDouble = 0x0e
};

/// The contents of an IDX file: `bytes` holds the elements row by row, in the byte order of this machine.
struct IdxArray {
  std::vector<int64_t> dims;
  std::vector<uint8_t> bytes;
  int type = kIdxUint8;
};

/// Returns the size in bytes of one element of an IDX type, or 0 for an unknown code.
RUSHLIGHT_API int idx_element_size(int type);

/// Reads an IDX file, plain or gzip-compressed (told by its content, not its name). Throws an error that
/// names the file for a missing, damaged, short or over-long one; never reserves more memory than the file
/// can fill.
RUSHLIGHT_API IdxArray read_idx(const std::string& path);

/// Writes a plain IDX file of 1 to 8 dimensions. The file appears under its name only when it is complete.
RUSHLIGHT_API void write_idx(const std::string& path, const IdxArray& array);

/// Writes `bytes`, already in the byte order of this machine, without the need to own them.
RUSHLIGHT_API void write_idx(const std::string& path, const std::vector<int64_t>& dims, const uint8_t* bytes,
                             int type = kIdxUint8);

}  // namespace torch::inline rushlight::data

// The parts of Python's pickle format, protocol 2, that PyTorch's files are made of. docs/formats.md describes them.
// Next: pickle_writer.h, pickle_reader.h.
#pragma once

#include <cstdint>
#include <string_view>

#include "rushlight/core/dtype.h"

namespace torch::inline rushlight::pickle {

/// The operations of the stack machine that a pickle is a program for.
enum class Op : uint8_t {
  kMark = '(',
  kStop = '.',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  kFloat = 'G',
  kInt4 = 'J',
  kInt1 = 'K',
  kInt2 = 'M',
  kNone = 'N',
  kPersistent = 'Q',
  kCall = 'R',
  kText4 = 'X',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kDict = 'd',
  kAppends = 'e',
  kGet1 = 'h',
  kGet4 = 'j',
  kList = 'l',
  kPut1 = 'q',
  kPut4 = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyTuple = ')',
  kEmptyList = ']',
  kEmptyDict = '}',
  kProtocol = 0x80,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kTrue = 0x88,
  kFalse = 0x89,
  kLong1 = 0x8a,
};

/// The storage class of each dtype, `torch.FloatStorage` and so on.
struct StorageName {
  std::string_view name;
  ScalarType dtype;
};
inline constexpr StorageName kStorages[] = {
    {"ByteStorage", kByte},
    {"CharStorage", kChar},
    {"ShortStorage", kShort},
    {"IntStorage", kInt},
    {"LongStorage", kLong},
    {"HalfStorage", kHalf},
    {"FloatStorage", kFloat},
    {"DoubleStorage", kDouble},
    {"BoolStorage", kBool},
    {"BFloat16Storage", kBFloat16},
    {"ComplexFloatStorage", kComplexFloat},
    {"ComplexDoubleStorage", kComplexDouble},
};

}  // namespace torch::inline rushlight::pickle

// PickleWriter: a value as a pickle, and the storages of its tensors apart. Next: pickle_writer.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/pickle_format.h"
#include "rushlight/core/ivalue.h"

namespace torch::inline rushlight::pickle {

class Writer {
 public:
  /// Writes one value and ends the pickle.
  void write(const IValue& value);
  const std::string& bytes() const { return bytes_; }
  /// Storage k is that of the persistent id "k".
  const std::vector<Storage>& storages() const { return storages_; }

 private:
  void op(Op code) { bytes_ += static_cast<char>(code); }
  void number(uint64_t value, int bytes);
  void integer(int64_t value);
  void real(double value);
  void text(const std::string& value);
  void global(const char* module, const char* name);
  void integers(IntArrayRef values);
  void tensor(const Tensor& t);
  void storage(const Tensor& t);
  void values(const std::vector<IValue>& list);
  void value(const IValue& v);

  std::string bytes_;
  std::vector<Storage> storages_;
  std::map<const void*, size_t> places_;
  int depth_ = 0;
};

}  // namespace torch::inline rushlight::pickle

// Fields of options and states in an archive. A class lists its fields once, in a function that takes `field`, and
// hands it a FieldWriter or a FieldReader; so what is written is what is read.
#pragma once

#include "rushlight/core/tensor.h"
#include "rushlight/serialize.h"

namespace rushlight {
namespace optim {

/// Writes a field; an undefined tensor is left out.
struct FieldWriter {
  serialize::OutputArchive& archive;
  void operator()(const char* name, const Tensor& value) const {
    if (value.defined()) archive.write(name, value, true);
  }
  template <class T> void operator()(const char* name, const T& value) const {
    archive.write(name, IValue(value));
  }
  void optional(const char* name, bool value) const { (*this)(name, value); }
};

/// Reads a field; a tensor that is not there stays as it is.
struct FieldReader {
  serialize::InputArchive& archive;
  void operator()(const char* name, Tensor& value) const {
    Tensor read;
    if (archive.try_read(name, read, true)) value = read;
  }
  void operator()(const char* name, double& value) const { value = number(name).toDouble(); }
  void operator()(const char* name, int64_t& value) const { value = number(name).toInt(); }
  void operator()(const char* name, bool& value) const { value = number(name).toBool(); }
  /// A field that older archives do not have.
  void optional(const char* name, bool& value) const {
    if (IValue read; archive.try_read(name, read)) value = read.toBool();
  }

 private:
  IValue number(const char* name) const {
    IValue value;
    archive.read(name, value);
    return value;
  }
};

/// An error unless an option is 0 or more; `what` has its article, "a learning rate".
inline void check_not_negative(const char* optimizer, const char* what, double value) {
  RUSHLIGHT_CHECK(value >= 0, optimizer, ": expected ", what, " of 0 or more, got ", value);
}

}  // namespace optim
}  // namespace rushlight

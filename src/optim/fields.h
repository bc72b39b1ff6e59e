// Fields of options and states. A class lists its fields once, in a function that takes `field`, and hands it a
// FieldWriter or a FieldReader, so that what is written is what is read, or a FieldList, by which two objects are compared
// and the options of a group take what was not set from the optimizer's.
#pragma once

#include <deque>
#include <vector>

#include "rushlight/core/tensor.h"
#include "rushlight/ops/compare.h"
#include "rushlight/optim/optimizer.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
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
  void pair(const char* first, const char* second, const std::tuple<double, double>& value) const {
    (*this)(first, std::get<0>(value));
    (*this)(second, std::get<1>(value));
  }
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
  void pair(const char* first, const char* second, std::tuple<double, double>& value) const {
    (*this)(first, std::get<0>(value));
    (*this)(second, std::get<1>(value));
  }

 private:
  IValue number(const char* name) const {
    IValue value;
    archive.read(name, value);
    return value;
  }
};

/// What a class's list of fields is called with to go through one object, or two side by side: addresses, in order.
struct FieldList {
  std::vector<const void*>& at;
  template <class T> void operator()(const char*, const T& value) const { at.push_back(&value); }
  void optional(const char*, const bool& value) const { at.push_back(&value); }
  void pair(const char*, const char*, const std::tuple<double, double>& value) const { at.push_back(&value); }
};
/// Calls `use(value, i)` for field i.
template <class Use> struct EachField {
  const Use& use;
  size_t& i;
  template <class T> void operator()(const char*, T& value) const { use(value, i++); }
  template <class T> void optional(const char*, T& value) const { use(value, i++); }
  template <class T> void pair(const char*, const char*, T& value) const { use(value, i++); }
};

template <class T> bool same_value(const T& a, const T& b) { return a == b; }
inline bool same_value(const Tensor& a, const Tensor& b) {
  return a.defined() == b.defined() && (!a.defined() || equal(a, b));
}
inline bool same_value(const std::deque<Tensor>& a, const std::deque<Tensor>& b) {
  bool same = a.size() == b.size();
  for (size_t i = 0; i < a.size() && same; ++i) same = same_value(a[i], b[i]);
  return same;
}

/// True when all fields that `fields(object, field)` lists are equal; tensors by their values.
template <class T, class Fields> bool same_fields(const T& a, const T& b, const Fields& fields) {
  std::vector<const void*> other;
  fields(b, FieldList{other});
  bool same = true;
  size_t i = 0;
  const auto compare = [&]<class V>(const V& value, size_t k) {
    same = same && same_value(value, *static_cast<const V*>(other[k]));
  };
  fields(a, EachField<decltype(compare)>{compare, i});
  return same;
}

/// Gives the options of a group the optimizer's values where they have those that a fresh object has, as LibTorch does: what
/// was not set cannot be told from what was set to that.
template <class Options, class Fields>
void take_unset(Options& own, const OptimizerOptions& defaults, const Fields& fields) {
  const Options fresh = [] {
    if constexpr (std::is_default_constructible_v<Options>) return Options();
    else return Options(1e-3);
  }();
  std::vector<const void*> unset, given;
  fields(fresh, FieldList{unset});
  fields(static_cast<const Options&>(defaults), FieldList{given});
  size_t i = 0;
  const auto take = [&]<class V>(V& value, size_t k) {
    if (same_value(value, *static_cast<const V*>(unset[k]))) value = *static_cast<const V*>(given[k]);
  };
  fields(own, EachField<decltype(take)>{take, i});
}

/// An error unless an option is 0 or more; `what` has its article, "a learning rate".
inline void check_not_negative(const char* optimizer, const char* what, double value) {
  RUSHLIGHT_CHECK(value >= 0, optimizer, ": expected ", what, " of 0 or more, got ", value);
}

}  // namespace optim
}  // namespace torch::inline rushlight

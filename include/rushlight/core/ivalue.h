// IValue: a value that is not necessarily a tensor: a number, a text, or a list, tuple or dictionary of values. It is the
// part of c10::IValue that archives, pickles and the contexts of user-defined functions need.
// Read next: list.h, dict.h, ../serialize.h.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rushlight/core/dict.h"
#include "rushlight/core/list.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

class IValue;
namespace ivalue {
class Tuple;
using TuplePtr = std::shared_ptr<const Tuple>;
}  // namespace ivalue
namespace impl {
using GenericList = List<IValue>;
using GenericDict = Dict<IValue, IValue>;
}  // namespace impl

/// What IValue keeps in a list type of its own.
template <class T>
concept ListedByIValue = std::same_as<T, int64_t> || std::same_as<T, double> || std::same_as<T, bool> ||
    std::same_as<T, Tensor> || std::same_as<T, IValue>;

/// Nothing, a tensor, a bool, an integer, a float64, a complex number, a text, a device, a list of any of them, a tuple, or
/// a dictionary. Values are shared, not copied, when an IValue is; only lists and dictionaries can change.
class RUSHLIGHT_API IValue {
 public:
  IValue() = default;
  IValue(std::nullopt_t) {}
  IValue(Tensor value);
  IValue(bool value);
  IValue(int64_t value);
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, int64_t>) IValue(T value)
      : IValue(static_cast<int64_t>(value)) {}
  IValue(double value);
  IValue(const Complex<double>& value);
  IValue(const Complex<float>& value) : IValue(Complex<double>(value)) {}
  IValue(const Scalar& value);
  IValue(std::string value);
  IValue(const char* value) : IValue(std::string(value)) {}
  IValue(Device value);
  IValue(IntArrayRef value) : IValue(List<int64_t>(value)) {}
  template <class T> IValue(std::optional<T> value) {
    if (value) *this = IValue(std::move(*value));
  }
  IValue(List<int64_t> value);
  IValue(List<double> value);
  IValue(List<bool> value);
  IValue(List<Tensor> value);
  IValue(List<IValue> value);
  template <ListedByIValue T> IValue(std::vector<T> value) : IValue(List<T>(std::move(value))) {}
  /// A list of whatever else an IValue is made of, texts for example.
  template <class T>
  requires(!ListedByIValue<T>) IValue(const List<T>& values) : IValue(values.vec()) {}
  template <class T>
  requires(!ListedByIValue<T>) IValue(const std::vector<T>& values)
      : IValue(List<IValue>(std::vector<IValue>(values.begin(), values.end()))) {}
  template <class... T>
  IValue(std::tuple<T...> values)
      : IValue(std::apply([](auto&... v) { return make_tuple({IValue(std::move(v))...}); }, values)) {}
  IValue(ivalue::TuplePtr value);
  IValue(Dict<IValue, IValue> value);
  template <class K, class V> IValue(const Dict<K, V>& values) : IValue(Dict<IValue, IValue>()) {
    for (const auto& entry : values) toGenericDict().insert(entry.key(), entry.value());
  }
  template <class K, class V>
  IValue(const std::unordered_map<K, V>& values) : IValue(Dict<IValue, IValue>()) {
    for (const auto& [key, value] : values) toGenericDict().insert(key, value);
  }

  bool isNone() const { return kind_ == Kind::kNone; }
  bool isTensor() const { return kind_ == Kind::kTensor; }
  bool isBool() const { return kind_ == Kind::kBool; }
  bool isInt() const { return kind_ == Kind::kInt; }
  bool isDouble() const { return kind_ == Kind::kDouble; }
  bool isComplexDouble() const { return kind_ == Kind::kComplex; }
  bool isScalar() const { return isBool() || isInt() || isDouble() || isComplexDouble(); }
  bool isString() const { return kind_ == Kind::kString; }
  bool isDevice() const { return kind_ == Kind::kDevice; }
  bool isIntList() const { return kind_ == Kind::kIntList; }
  bool isDoubleList() const { return kind_ == Kind::kDoubleList; }
  bool isBoolList() const { return kind_ == Kind::kBoolList; }
  bool isTensorList() const { return kind_ == Kind::kTensorList; }
  bool isList() const {
    return isIntList() || isDoubleList() || isBoolList() || isTensorList() || kind_ == Kind::kList;
  }
  bool isTuple() const { return kind_ == Kind::kTuple; }
  bool isGenericDict() const { return kind_ == Kind::kDict; }

  // Each returns the value of that kind, or throws an error that names the kind there is.
  const Tensor& toTensor() const { return get<Tensor>("a tensor"); }
  bool toBool() const { return get<bool>("a bool"); }
  int64_t toInt() const { return get<int64_t>("an integer"); }
  double toDouble() const { return get<double>("a float64"); }
  Complex<double> toComplexDouble() const { return get<Complex<double>>("a complex number"); }
  Scalar toScalar() const;
  const std::string& toStringRef() const { return get<std::string>("a text"); }
  std::string_view toStringView() const { return toStringRef(); }
  Device toDevice() const { return get<Device>("a device"); }
  const List<int64_t>& toIntList() const { return get<List<int64_t>>("a list of integers"); }
  const List<double>& toDoubleList() const { return get<List<double>>("a list of float64s"); }
  const List<bool>& toBoolList() const { return get<List<bool>>("a list of bools"); }
  const List<Tensor>& toTensorList() const { return get<List<Tensor>>("a list of tensors"); }
  std::vector<int64_t> toIntVector() const;
  std::vector<double> toDoubleVector() const;
  std::vector<Tensor> toTensorVector() const;
  /// A list of any kind, as values.
  List<IValue> toList() const;
  std::vector<IValue> toListRef() const;
  const ivalue::TuplePtr& toTuple() const { return get<ivalue::TuplePtr>("a tuple"); }
  const ivalue::Tuple& toTupleRef() const { return *toTuple(); }
  const Dict<IValue, IValue>& toGenericDict() const { return get<Dict<IValue, IValue>>("a dictionary"); }
  template <class T> std::optional<T> toOptional() const {
    return isNone() ? std::nullopt : std::optional<T>(to<T>());
  }
  template <class T> T to() const {
    if constexpr (std::integral<T> && !std::same_as<T, bool>) return static_cast<T>(toInt());
    else if constexpr (std::same_as<T, float>) return static_cast<float>(toDouble());
    else if constexpr (std::same_as<T, IValue>) return *this;
    else if constexpr (std::same_as<T, Scalar>) return toScalar();
    else return converted(static_cast<T*>(nullptr));
  }

  /// The kind of the value in words: "None", "Tensor", "Bool", "Int", "Double", "String", "IntList" and so on.
  const char* tagKind() const;
  /// Equal kinds and values; tensors are equal when they are one and the same.
  friend bool operator==(const IValue& a, const IValue& b) { return a.equals(b); }
  /// For use as a key; an error for what cannot be one.
  size_t hash() const;

 private:
  static ivalue::TuplePtr make_tuple(std::vector<IValue> elements);
  template <class T> T converted(T*) const { return get<T>("another type"); }
  template <class T> std::vector<T> converted(std::vector<T>*) const {
    if constexpr (ListedByIValue<T> && !std::same_as<T, IValue>) {
      return get<List<T>>("another list").vec();
    } else {
      std::vector<T> values;
      for (const IValue& v : toList()) values.push_back(v.to<T>());
      return values;
    }
  }
  template <class T> List<T> converted(List<T>*) const {
    if constexpr (std::same_as<T, IValue>) return toList();
    else if constexpr (ListedByIValue<T>) return get<List<T>>("another list");
    else return List<T>(to<std::vector<T>>());
  }
  template <class... T> std::tuple<T...> converted(std::tuple<T...>*) const {
    const auto& elements = tuple_elements(sizeof...(T));
    return [&]<size_t... i>(std::index_sequence<i...>) {
      return std::tuple<T...>(elements[i].template to<T>()...);
    }
    (std::index_sequence_for<T...>());
  }
  template <class K, class V> Dict<K, V> converted(Dict<K, V>*) const {
    if constexpr (std::same_as<K, IValue> && std::same_as<V, IValue>) {
      return toGenericDict();
    } else {
      Dict<K, V> values;
      for (const auto& entry : toGenericDict())
        values.insert(entry.key().template to<K>(), entry.value().template to<V>());
      return values;
    }
  }

  enum class Kind : uint8_t {
    kNone,
    kTensor,
    kBool,
    kInt,
    kDouble,
    kString,
    kIntList,
    kDoubleList,
    kBoolList,
    kTensorList,
    kList,
    kTuple,
    kDict,
    kComplex,
    kDevice,
  };
  template <class T> static constexpr Kind kind_of() {
    if constexpr (std::same_as<T, Tensor>) return Kind::kTensor;
    else if constexpr (std::same_as<T, bool>) return Kind::kBool;
    else if constexpr (std::same_as<T, int64_t>) return Kind::kInt;
    else if constexpr (std::same_as<T, double>) return Kind::kDouble;
    else if constexpr (std::same_as<T, std::string>) return Kind::kString;
    else if constexpr (std::same_as<T, List<int64_t>>) return Kind::kIntList;
    else if constexpr (std::same_as<T, List<double>>) return Kind::kDoubleList;
    else if constexpr (std::same_as<T, List<bool>>) return Kind::kBoolList;
    else if constexpr (std::same_as<T, List<Tensor>>) return Kind::kTensorList;
    else if constexpr (std::same_as<T, List<IValue>>) return Kind::kList;
    else if constexpr (std::same_as<T, ivalue::TuplePtr>) return Kind::kTuple;
    else if constexpr (std::same_as<T, Dict<IValue, IValue>>) return Kind::kDict;
    else if constexpr (std::same_as<T, Complex<double>>) return Kind::kComplex;
    else {
      static_assert(std::same_as<T, Device>, "IValue: expected a type that it can hold");
      return Kind::kDevice;
    }
  }
  template <class T> const T& get(const char* wanted) const {
    if (kind_ != kind_of<T>()) [[unlikely]]
      fail_kind(wanted);
    return *static_cast<const T*>(value_.get());
  }
  [[noreturn]] void fail_kind(const char* wanted) const;
  const std::vector<IValue>& tuple_elements(size_t count) const;
  template <class T> void hold(T value);
  bool equals(const IValue& other) const;

  std::shared_ptr<const void> value_;
  Kind kind_ = Kind::kNone;
};

/// Writes the value as Python does, a text without quotes.
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const IValue& value);

namespace ivalue {

/// A fixed number of values, which do not change.
class RUSHLIGHT_API Tuple {
 public:
  explicit Tuple(std::vector<IValue> elements);
  static TuplePtr create(std::vector<IValue> elements);
  template <class... T>
  requires(sizeof...(T) > 0 && (std::constructible_from<IValue, T> && ...)) static TuplePtr
      create(T&&... elements) {
    return create(std::vector<IValue>{IValue(std::forward<T>(elements))...});
  }
  const std::vector<IValue>& elements() const { return elements_; }
  size_t size() const { return elements_.size(); }

 private:
  std::vector<IValue> elements_;
};

}  // namespace ivalue
}  // namespace torch::inline rushlight

template <> struct std::hash<rushlight::IValue> {
  size_t operator()(const rushlight::IValue& value) const { return value.hash(); }
};

// IValue: a value that is not necessarily a tensor: a number, a text, or a list, tuple or dictionary of values. It is the
// part of c10::IValue that archives, pickles and the contexts of user-defined functions need.
// Read next: list.h, dict.h, ../serialize.h.
#pragma once

#include <concepts>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "rushlight/core/dict.h"
#include "rushlight/core/list.h"
#include "rushlight/core/tensor.h"

namespace rushlight {

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
/// a dictionary. Lists, tuples and dictionaries are shared, not copied, when an IValue is.
class RUSHLIGHT_API IValue {
 public:
  using Value = std::variant<std::monostate, Tensor, bool, int64_t, double, std::string, List<int64_t>,
                             List<double>, List<bool>, List<Tensor>, List<IValue>, ivalue::TuplePtr,
                             Dict<IValue, IValue>, Complex<double>, Device>;

  IValue() = default;
  IValue(std::nullopt_t) {}
  IValue(Tensor value) : value_(std::move(value)) {}
  IValue(bool value) : value_(value) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) IValue(T value) : value_(static_cast<int64_t>(value)) {}
  IValue(double value) : value_(value) {}
  template <class T> IValue(const Complex<T>& value) : value_(Complex<double>(value)) {}
  IValue(const Scalar& value);
  IValue(std::string value) : value_(std::move(value)) {}
  IValue(const char* value) : value_(std::string(value)) {}
  IValue(Device value) : value_(value) {}
  IValue(IntArrayRef value) : value_(List<int64_t>(value)) {}
  template <class T> IValue(std::optional<T> value) {
    if (value) *this = IValue(std::move(*value));
  }
  template <ListedByIValue T> IValue(List<T> value) : value_(std::move(value)) {}
  template <ListedByIValue T> IValue(std::vector<T> value) : value_(List<T>(std::move(value))) {}
  /// A list of whatever else an IValue is made of, texts for example.
  template <class T>
  requires(!ListedByIValue<T>) IValue(const List<T>& values) : IValue(values.vec()) {}
  template <class T>
  requires(!ListedByIValue<T>) IValue(const std::vector<T>& values)
      : value_(List<IValue>(std::vector<IValue>(values.begin(), values.end()))) {}
  template <class... T>
  IValue(std::tuple<T...> values)
      : IValue(std::apply([](auto&... v) { return make_tuple({IValue(std::move(v))...}); }, values)) {}
  IValue(ivalue::TuplePtr value) : value_(std::move(value)) {}
  IValue(Dict<IValue, IValue> value) : value_(std::move(value)) {}
  template <class K, class V> IValue(const Dict<K, V>& values) : value_(Dict<IValue, IValue>()) {
    for (const auto& entry : values) toGenericDict().insert(entry.key(), entry.value());
  }
  template <class K, class V>
  IValue(const std::unordered_map<K, V>& values) : value_(Dict<IValue, IValue>()) {
    for (const auto& [key, value] : values) toGenericDict().insert(key, value);
  }

  bool isNone() const { return holds<std::monostate>(); }
  bool isTensor() const { return holds<Tensor>(); }
  bool isBool() const { return holds<bool>(); }
  bool isInt() const { return holds<int64_t>(); }
  bool isDouble() const { return holds<double>(); }
  bool isComplexDouble() const { return holds<Complex<double>>(); }
  bool isScalar() const { return isBool() || isInt() || isDouble() || isComplexDouble(); }
  bool isString() const { return holds<std::string>(); }
  bool isDevice() const { return holds<Device>(); }
  bool isIntList() const { return holds<List<int64_t>>(); }
  bool isDoubleList() const { return holds<List<double>>(); }
  bool isBoolList() const { return holds<List<bool>>(); }
  bool isTensorList() const { return holds<List<Tensor>>(); }
  bool isList() const {
    return isIntList() || isDoubleList() || isBoolList() || isTensorList() || holds<List<IValue>>();
  }
  bool isTuple() const { return holds<ivalue::TuplePtr>(); }
  bool isGenericDict() const { return holds<Dict<IValue, IValue>>(); }

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
  std::vector<int64_t> toIntVector() const { return toIntList().vec(); }
  std::vector<double> toDoubleVector() const { return toDoubleList().vec(); }
  std::vector<Tensor> toTensorVector() const { return toTensorList().vec(); }
  /// A list of any kind, as values.
  List<IValue> toList() const;
  std::vector<IValue> toListRef() const { return toList().vec(); }
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
  const Value& variant() const { return value_; }
  /// Equal kinds and values; tensors are equal when they are one and the same.
  RUSHLIGHT_API friend bool operator==(const IValue& a, const IValue& b);
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

  template <class T> bool holds() const { return std::holds_alternative<T>(value_); }
  template <class T> const T& get(const char* wanted) const {
    const T* value = std::get_if<T>(&value_);
    if (!value) [[unlikely]]
      fail_kind(wanted);
    return *value;
  }
  [[noreturn]] void fail_kind(const char* wanted) const;

  Value value_;
};

namespace ivalue {

/// A fixed number of values, which do not change.
class RUSHLIGHT_API Tuple {
 public:
  explicit Tuple(std::vector<IValue> elements) : elements_(std::move(elements)) {}
  static TuplePtr create(std::vector<IValue> elements) {
    return std::make_shared<Tuple>(std::move(elements));
  }
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
}  // namespace rushlight

template <> struct std::hash<rushlight::IValue> {
  size_t operator()(const rushlight::IValue& value) const { return value.hash(); }
};

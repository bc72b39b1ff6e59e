// Dict<Key, Value>: a map in the order of insertion that is shared, not copied, when it is assigned, as c10::Dict is.
// Next: ivalue.h, whose dictionaries are Dict<IValue, IValue>.
#pragma once

#include <initializer_list>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rushlight/core/error.h"
#include "rushlight/core/list.h"

namespace torch::inline rushlight {

namespace detail {
[[noreturn, gnu::cold]] RUSHLIGHT_API void fail_key();
}

/// A handle to a map; copies of the handle show the same map.
template <class Key, class Value> class Dict {
 public:
  using key_type = Key;
  using mapped_type = Value;
  using size_type = size_t;

  /// One key with its value.
  class Entry {
   public:
    Entry(Key key, Value value) : key_(std::move(key)), value_(std::move(value)) {}
    const Key& key() const { return key_; }
    const Value& value() const { return value_; }
    void setValue(Value value) { value_ = std::move(value); }

   private:
    Key key_;
    Value value_;
  };
  using iterator = typename std::vector<Entry>::iterator;

  Dict() : map_(std::make_shared<Map>()) {}
  Dict(ElementType, ElementType) : Dict() {}

  size_t size() const { return map_->entries.size(); }
  bool empty() const { return map_->entries.empty(); }
  iterator begin() const { return map_->entries.begin(); }
  iterator end() const { return map_->entries.end(); }

  bool contains(const Key& key) const { return map_->places.count(key) != 0; }
  /// The entry of a key, or end().
  iterator find(const Key& key) const {
    const auto place = map_->places.find(key);
    return place == map_->places.end() ? end() : begin() + static_cast<std::ptrdiff_t>(place->second);
  }
  /// The value of a key; std::out_of_range when it is not there.
  Value at(const Key& key) const {
    const iterator entry = find(key);
    if (entry == end()) [[unlikely]]
      detail::fail_key();
    return entry->value();
  }

  /// Adds a key and its value; when the key is there already, nothing changes and second is false.
  std::pair<iterator, bool> insert(Key key, Value value) const {
    if (const iterator entry = find(key); entry != end()) return {entry, false};
    map_->places.emplace(key, size());
    map_->entries.emplace_back(std::move(key), std::move(value));
    return {end() - 1, true};
  }
  /// Adds a key and its value, or gives a key that is there another value.
  std::pair<iterator, bool> insert_or_assign(Key key, Value value) const {
    if (const iterator entry = find(key); entry != end()) {
      entry->setValue(std::move(value));
      return {entry, false};
    }
    return insert(std::move(key), std::move(value));
  }
  /// Removes a key; returns how many were removed, 0 or 1.
  size_t erase(const Key& key) const {
    const iterator entry = find(key);
    if (entry == end()) return 0;
    erase(entry);
    return 1;
  }
  void erase(iterator entry) const {
    const auto place = static_cast<size_t>(entry - begin());
    map_->places.erase(entry->key());
    map_->entries.erase(entry);
    for (auto& [key, at] : map_->places)
      if (at > place) --at;
  }
  void clear() const { *map_ = Map(); }
  void reserve(size_t count) const { map_->entries.reserve(count); }

  /// A map of its own with the same entries.
  Dict copy() const {
    Dict result;
    *result.map_ = *map_;
    return result;
  }
  /// Whether both handles show the same map.
  bool is(const Dict& other) const { return map_ == other.map_; }
  /// Whether both have the same keys with equal values, in whatever order.
  friend bool operator==(const Dict& a, const Dict& b) {
    if (a.size() != b.size()) return false;
    for (const Entry& entry : a)
      if (const iterator there = b.find(entry.key()); there == b.end() || !(there->value() == entry.value()))
        return false;
    return true;
  }

 private:
  struct Map {
    std::vector<Entry> entries;
    std::unordered_map<Key, size_t> places;
  };
  std::shared_ptr<Map> map_;
};

}  // namespace torch::inline rushlight

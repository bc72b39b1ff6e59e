// OrderedDict: a dictionary that is walked in the order of insertion, as named_parameters() and friends return it.
// Items live in one vector; a hash index leads from a key to its place.
#pragma once

#include <initializer_list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {

template <class Key, class Value> class OrderedDict {
 public:
  /// A key with its value; the key never changes.
  class Item {
   public:
    Item(Key key, Value value) : pair_(std::move(key), std::move(value)) {}
    Value& operator*() { return pair_.second; }
    const Value& operator*() const { return pair_.second; }
    Value* operator->() { return &pair_.second; }
    const Value* operator->() const { return &pair_.second; }
    const Key& key() const noexcept { return pair_.first; }
    Value& value() noexcept { return pair_.second; }
    const Value& value() const noexcept { return pair_.second; }
    const std::pair<Key, Value>& pair() const noexcept { return pair_; }

   private:
    std::pair<Key, Value> pair_;
  };

  using Iterator = typename std::vector<Item>::iterator;
  using ConstIterator = typename std::vector<Item>::const_iterator;

  /// An empty dictionary; `key_description` names its keys in error messages.
  explicit OrderedDict(std::string key_description = "Key") : key_description_(std::move(key_description)) {}
  OrderedDict(std::initializer_list<Item> items) : OrderedDict() {
    reserve(items.size());
    for (const Item& item : items) insert(item.key(), item.value());
  }

  const std::string& key_description() const noexcept { return key_description_; }
  size_t size() const noexcept { return items_.size(); }
  bool is_empty() const noexcept { return items_.empty(); }
  void reserve(size_t capacity) {
    index_.reserve(capacity);
    items_.reserve(capacity);
  }

  // An error when there is no item.
  Item& front() { return items_[checked(0)]; }
  const Item& front() const { return items_[checked(0)]; }
  Item& back() { return items_[checked(size() - 1)]; }
  const Item& back() const { return items_[checked(size() - 1)]; }
  Iterator begin() { return items_.begin(); }
  ConstIterator begin() const { return items_.begin(); }
  Iterator end() { return items_.end(); }
  ConstIterator end() const { return items_.end(); }

  Item& operator[](size_t index) { return items_[checked(index)]; }
  const Item& operator[](size_t index) const { return items_[checked(index)]; }
  /// The value of a key; an error when there is none.
  Value& operator[](const Key& key) { return items_[place(key)].value(); }
  const Value& operator[](const Key& key) const { return items_[place(key)].value(); }
  Value* find(const Key& key) noexcept {
    auto it = index_.find(key);
    return it == index_.end() ? nullptr : &items_[it->second].value();
  }
  const Value* find(const Key& key) const noexcept { return const_cast<OrderedDict*>(this)->find(key); }
  bool contains(const Key& key) const noexcept { return index_.count(key) != 0; }

  /// Appends an item; an error when the key exists.
  template <class K, class V> Value& insert(K&& key, V&& value) {
    RUSHLIGHT_CHECK(!index_.count(key), key_description_, ": expected a new name, got '", key,
                    "', which is taken");
    items_.emplace_back(key, std::forward<V>(value));
    index_.emplace(std::forward<K>(key), items_.size() - 1);
    return items_.back().value();
  }
  Value& insert(Key key, Value&& value) { return insert<Key, Value>(std::move(key), std::move(value)); }
  /// Appends all items of `other`.
  void update(const OrderedDict& other) {
    reserve(size() + other.size());
    for (const Item& item : other) insert(item.key(), item.value());
  }
  void update(OrderedDict&& other) {
    reserve(size() + other.size());
    for (Item& item : other) insert(item.key(), std::move(item.value()));
  }
  /// Removes a key; an error when there is none.
  void erase(const Key& key) {
    const size_t at = place(key);
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(at));
    index_.erase(key);
    for (auto& entry : index_)
      if (entry.second > at) --entry.second;
  }
  void clear() {
    index_.clear();
    items_.clear();
  }

  const std::vector<Item>& items() const noexcept { return items_; }
  std::vector<Key> keys() const {
    std::vector<Key> result;
    result.reserve(size());
    for (const Item& item : items_) result.push_back(item.key());
    return result;
  }
  std::vector<Value> values() const {
    std::vector<Value> result;
    result.reserve(size());
    for (const Item& item : items_) result.push_back(item.value());
    return result;
  }
  std::vector<std::pair<Key, Value>> pairs() const {
    std::vector<std::pair<Key, Value>> result;
    result.reserve(size());
    for (const Item& item : items_) result.push_back(item.pair());
    return result;
  }

  friend bool operator==(const OrderedDict& a, const OrderedDict& b) { return a.pairs() == b.pairs(); }

 private:
  size_t place(const Key& key) const {
    auto it = index_.find(key);
    RUSHLIGHT_CHECK(it != index_.end(), key_description_, ": expected a name that exists, got '", key, "'");
    return it->second;
  }
  size_t checked(size_t index) const {
    RUSHLIGHT_CHECK(index < size(), key_description_, ": expected an index below ", size(), ", got ", index);
    return index;
  }

  std::unordered_map<Key, size_t> index_;
  std::vector<Item> items_;
  std::string key_description_;
};

}  // namespace torch::inline rushlight

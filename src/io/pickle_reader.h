// PickleReader: runs a pickle as far as PyTorch's files need it, and builds nothing but values: the few functions of
// Python that such files call are known by name and made here, all others are an error.
// Next: pickle_calls.cpp, those functions; pickle_reader.cpp, the stack machine.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "io/pickle_format.h"
#include "rushlight/core/error.h"
#include "rushlight/core/ivalue.h"

namespace torch::inline rushlight::pickle {

/// Something on the stack. Nodes name each other by number, so that neither cycles nor depth in a hostile file can hurt.
struct Node {
  enum class Kind {
    kNone,
    kBool,
    kInt,
    kReal,
    kComplex,
    kText,
    kDevice,
    kList,
    kTuple,
    kDict,
    kGlobal,
    kStorage,
    kTensor
  };
  using Id = uint32_t;

  Kind kind = Kind::kNone;
  int64_t integer = 0;  // also a bool
  double real = 0, imaginary = 0;
  std::string text = {};       // also a device, and the "module name" of a global
  std::vector<Id> items = {};  // of a dictionary: keys and values in turn
  Tensor tensor = {};
  Storage storage = {};
  ScalarType dtype = ScalarType::Undefined;  // of a storage
};

class Reader {
 public:
  /// Gives the storage of a persistent id, with at least so many bytes.
  using LoadStorage = std::function<Storage(const std::string& key, uint64_t bytes)>;

  Reader(const std::string& bytes, LoadStorage load) : bytes_(bytes), load_(std::move(load)) {}
  /// The value that the whole pickle stands for.
  IValue read();

 private:
  using Id = Node::Id;
  using Kind = Node::Kind;

  // The stack machine.
  bool step();
  bool push_constant(Op code);
  bool gather(Op code);
  uint64_t number(int bytes);
  std::string take(size_t count);
  std::string line();
  double real();
  int64_t long_integer();
  Id push(Node node);
  Id pop();
  Node& top();
  std::vector<Id> pop_to_mark();
  void remember(uint64_t place);
  void recall(uint64_t place);
  void add_items(Kind kind, std::vector<Id> items);

  // The functions that files call.
  void global(std::string module, std::string name);
  void call(const std::string& function, const std::vector<Id>& args);
  void persistent(const std::vector<Id>& id);
  Node tensor(const std::vector<Id>& args);
  Node ordered_dict(const std::vector<Id>& args);
  Node device(const std::vector<Id>& args);

  // Values.
  const Node& node(Id id, Kind kind, const char* wanted) const;
  int64_t integer(Id id) const;
  double any_real(Id id) const;
  std::vector<int64_t> integers(Id id) const;
  IValue value(Id id, int depth);
  IValue list(const std::vector<Id>& items, int depth);

  /// Throws `pickle_load: expected <what>`, which is made of the pieces.
  template <class... Pieces> [[noreturn, gnu::cold]] static void fail(const Pieces&... what) {
    detail::fail({"pickle_load: expected ", what...});
  }

  const std::string& bytes_;
  LoadStorage load_;
  size_t at_ = 0;
  std::vector<Node> nodes_;
  std::vector<Id> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint64_t, Id> memo_;
  uint64_t text_bytes_ = 0;
  std::unordered_map<Id, IValue> values_;  // made of nodes so far: a part that is named twice is made once
};

}  // namespace torch::inline rushlight::pickle

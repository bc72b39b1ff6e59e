// The stack machine of pickles, and values from what it leaves.
#include "io/pickle_reader.h"

#include <algorithm>
#include <bit>

namespace torch::inline rushlight::pickle {
namespace {

constexpr int kMaxDepth = 500;
// A text may be named many times and is copied each time.
constexpr uint64_t kMaxText = uint64_t{1} << 28;

template <class T> IValue list_of(const std::vector<IValue>& values) {
  const List<T> list;
  for (const IValue& v : values) list.push_back(v.to<T>());
  return list;
}

}  // namespace

IValue Reader::read() {
  while (step()) {}
  return value(pop(), 0);
}

uint64_t Reader::number(int bytes) {
  const std::string b = take(static_cast<size_t>(bytes));
  uint64_t value = 0;
  for (int i = bytes; i-- > 0;) value = value << 8 | static_cast<uint8_t>(b[static_cast<size_t>(i)]);
  return value;
}

std::string Reader::take(size_t count) {
  if (count > bytes_.size() - at_) fail("more bytes, got the end of the pickle");
  at_ += count;
  return bytes_.substr(at_ - count, count);
}

std::string Reader::line() {
  const size_t end = bytes_.find('\n', at_);
  if (end == std::string::npos) fail("a line, got the end of the pickle");
  std::string text = take(end - at_);
  ++at_;
  return text;
}

double Reader::real() {
  const std::string b = take(8);
  uint64_t bits = 0;
  for (const char c : b) bits = bits << 8 | static_cast<uint8_t>(c);
  return std::bit_cast<double>(bits);
}

int64_t Reader::long_integer() {
  const int bytes = static_cast<int>(number(1));
  if (bytes > 8) fail("integers of at most 64 bits, got one of ", bytes, " bytes");
  if (bytes == 0) return 0;
  const uint64_t value = number(bytes);
  const int unused = 64 - 8 * bytes;  // the sign is that of the last byte
  return static_cast<int64_t>(value << unused) >> unused;
}

Node::Id Reader::push(Node node) {
  nodes_.push_back(std::move(node));
  stack_.push_back(static_cast<Id>(nodes_.size() - 1));
  return stack_.back();
}

Node::Id Reader::pop() {
  if (stack_.empty() || (!marks_.empty() && stack_.size() <= marks_.back()))
    fail("a value, got an empty stack");
  const Id id = stack_.back();
  stack_.pop_back();
  return id;
}

Node& Reader::top() {
  if (stack_.empty()) fail("a value, got an empty stack");
  return nodes_[stack_.back()];
}

std::vector<Node::Id> Reader::pop_to_mark() {
  if (marks_.empty()) fail("a mark, got none");
  std::vector<Id> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()), stack_.end());
  stack_.resize(marks_.back());
  marks_.pop_back();
  return items;
}

void Reader::remember(uint64_t place) {
  top();
  memo_[place] = stack_.back();
}

void Reader::recall(uint64_t place) {
  const auto found = memo_.find(place);
  if (found == memo_.end()) fail("a value that was kept, got number ", place);
  stack_.push_back(found->second);
}

void Reader::add_items(Kind kind, std::vector<Id> items) {
  Node& target = top();
  if (target.kind != kind) fail("a list or a dictionary to add to, got another value");
  if (kind == Kind::kDict && items.size() % 2 != 0) fail("keys with a value each, got one without");
  target.items.insert(target.items.end(), items.begin(), items.end());
}

// Operations that push a constant; false for others.
bool Reader::push_constant(Op code) {
  switch (code) {
    case Op::kNone: push({}); return true;
    case Op::kTrue: push({.kind = Kind::kBool, .integer = 1}); return true;
    case Op::kFalse: push({.kind = Kind::kBool}); return true;
    case Op::kInt1: push({.kind = Kind::kInt, .integer = static_cast<int64_t>(number(1))}); return true;
    case Op::kInt2: push({.kind = Kind::kInt, .integer = static_cast<int64_t>(number(2))}); return true;
    case Op::kInt4: push({.kind = Kind::kInt, .integer = static_cast<int32_t>(number(4))}); return true;
    case Op::kLong1: push({.kind = Kind::kInt, .integer = long_integer()}); return true;
    case Op::kFloat: push({.kind = Kind::kReal, .real = real()}); return true;
    case Op::kText4: push({.kind = Kind::kText, .text = take(number(4))}); return true;
    case Op::kEmptyList: push({.kind = Kind::kList}); return true;
    case Op::kEmptyTuple: push({.kind = Kind::kTuple}); return true;
    case Op::kEmptyDict: push({.kind = Kind::kDict}); return true;
    default: return false;
  }
}

// Operations that make lists, tuples and dictionaries, or add to them; false for others.
bool Reader::gather(Op code) {
  switch (code) {
    case Op::kList: push({.kind = Kind::kList, .items = pop_to_mark()}); return true;
    case Op::kTuple: push({.kind = Kind::kTuple, .items = pop_to_mark()}); return true;
    case Op::kDict: {
      std::vector<Id> items = pop_to_mark();
      push({.kind = Kind::kDict});
      add_items(Kind::kDict, std::move(items));
      return true;
    }
    case Op::kTuple1:
    case Op::kTuple2:
    case Op::kTuple3: {
      std::vector<Id> items(static_cast<size_t>(code) - static_cast<size_t>(Op::kTuple1) + 1);
      for (size_t i = items.size(); i-- > 0;) items[i] = pop();
      push({.kind = Kind::kTuple, .items = std::move(items)});
      return true;
    }
    case Op::kAppend: {
      const Id item = pop();
      add_items(Kind::kList, {item});
      return true;
    }
    case Op::kSetItem: {
      const Id item = pop(), key = pop();
      add_items(Kind::kDict, {key, item});
      return true;
    }
    case Op::kAppends: add_items(Kind::kList, pop_to_mark()); return true;
    case Op::kSetItems: add_items(Kind::kDict, pop_to_mark()); return true;
    default: return false;
  }
}

// Runs one operation; false at the end.
bool Reader::step() {
  const auto code = static_cast<Op>(number(1));
  if (push_constant(code) || gather(code)) return true;
  switch (code) {
    case Op::kStop: return false;
    case Op::kProtocol:
      if (const uint64_t version = number(1); version > 2)
        fail("protocol 2, got ", version, "; save with pickle_protocol=2");
      break;
    case Op::kMark: marks_.push_back(stack_.size()); break;
    case Op::kPop: pop(); break;
    case Op::kPopMark: pop_to_mark(); break;
    case Op::kDup:
      top();
      stack_.push_back(stack_.back());
      break;
    case Op::kPut1: remember(number(1)); break;
    case Op::kPut4: remember(number(4)); break;
    case Op::kGet1: recall(number(1)); break;
    case Op::kGet4: recall(number(4)); break;
    case Op::kGlobal: {
      std::string module = line();
      global(std::move(module), line());
      break;
    }
    case Op::kCall: {
      // Copies: what is called makes nodes, which moves those there are.
      const std::vector<Id> args = node(pop(), Kind::kTuple, "a tuple of arguments").items;
      const std::string function = node(pop(), Kind::kGlobal, "a function").text;
      call(function, args);
      break;
    }
    case Op::kPersistent: {
      const std::vector<Id> id = node(pop(), Kind::kTuple, "a persistent id").items;
      persistent(id);
      break;
    }
    case Op::kBuild:  // attributes of an OrderedDict, which a state_dict keeps versions in
      pop();
      if (top().kind != Kind::kDict) fail("attributes of an OrderedDict only, got those of another object");
      break;
    default: fail("the operations of PyTorch's files, got code ", static_cast<int>(code));
  }
  return true;
}

// -- values

const Node& Reader::node(Id id, Kind kind, const char* wanted) const {
  if (nodes_[id].kind != kind) fail(wanted, ", got another value");
  return nodes_[id];
}
int64_t Reader::integer(Id id) const { return node(id, Kind::kInt, "an integer").integer; }
double Reader::any_real(Id id) const {
  const Node& n = nodes_[id];
  return n.kind == Kind::kInt ? static_cast<double>(n.integer) : node(id, Kind::kReal, "a number").real;
}
std::vector<int64_t> Reader::integers(Id id) const {
  std::vector<int64_t> result;
  for (const Id item : node(id, Kind::kTuple, "a tuple of integers").items) result.push_back(integer(item));
  return result;
}

IValue Reader::value(Id id, int depth) {
  if (depth > kMaxDepth) fail("at most ", kMaxDepth, " lists within each other, got more");
  const Node& n = nodes_[id];
  if ((text_bytes_ += n.text.size()) > kMaxText) fail("less than 256 MiB of text, got more");
  if (const auto made = values_.find(id); made != values_.end()) return made->second;
  IValue result;
  switch (n.kind) {
    case Kind::kNone: break;
    case Kind::kBool: result = n.integer != 0; break;
    case Kind::kInt: result = n.integer; break;
    case Kind::kReal: result = n.real; break;
    case Kind::kComplex: result = Complex<double>(n.real, n.imaginary); break;
    case Kind::kText: result = n.text; break;
    case Kind::kDevice: result = Device(n.text); break;
    case Kind::kTensor: result = n.tensor; break;
    case Kind::kList: result = list(n.items, depth); break;
    case Kind::kTuple: {
      std::vector<IValue> elements;
      for (const Id item : n.items) elements.push_back(value(item, depth + 1));
      result = ivalue::Tuple::create(std::move(elements));
      break;
    }
    case Kind::kDict: {
      const Dict<IValue, IValue> dict;
      for (size_t i = 0; i < n.items.size(); i += 2)
        dict.insert_or_assign(value(n.items[i], depth + 1), value(n.items[i + 1], depth + 1));
      result = dict;
      break;
    }
    case Kind::kGlobal:
    case Kind::kStorage: fail("values, got ", n.text.empty() ? std::string("a storage") : n.text);
  }
  values_[id] = result;
  return result;
}

// A list of one kind is a list of that kind: Python does not say which it is.
IValue Reader::list(const std::vector<Id>& items, int depth) {
  std::vector<IValue> values;
  for (const Id item : items) values.push_back(value(item, depth + 1));
  const auto all = [&](bool (IValue::*is)() const) {
    return !values.empty() &&
           std::all_of(values.begin(), values.end(), [&](const IValue& v) { return (v.*is)(); });
  };
  if (all(&IValue::isTensor)) return list_of<Tensor>(values);
  if (all(&IValue::isInt)) return list_of<int64_t>(values);
  if (all(&IValue::isDouble)) return list_of<double>(values);
  if (all(&IValue::isBool)) return list_of<bool>(values);
  return List<IValue>(std::move(values));
}

}  // namespace torch::inline rushlight::pickle

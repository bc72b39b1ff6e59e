// The functions of Python that PyTorch's files call, by name; whatever else a pickle names is an error before it is called.
#include <algorithm>
#include <iterator>

#include "io/pickle_reader.h"
#include "rushlight/core/tensor_impl.h"

namespace torch::inline rushlight::pickle {
namespace {

constexpr const char* kKnown[] = {
    "collections OrderedDict",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_parameter",
    "torch Size",
    "torch device",
    "__builtin__ complex",
    "builtins complex",
    // What LibTorch puts around lists to name their types.
    "torch.jit._pickle build_intlist",
    "torch.jit._pickle build_doublelist",
    "torch.jit._pickle build_boollist",
    "torch.jit._pickle build_tensorlist",
    "torch.jit._pickle restore_type_tag",
};

const StorageName* storage_name(const std::string& global) {
  for (const StorageName& s : kStorages)
    if (global == "torch " + std::string(s.name)) return &s;
  return nullptr;
}

// Whether elements at these sizes, strides and offset lie within `elements`; none of it may overflow.
bool fits(const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides, int64_t offset,
          int64_t elements) {
  int64_t last = offset, count = 1;
  if (offset < 0 || offset > elements) return false;
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] < 0 || strides[d] < 0 || __builtin_mul_overflow(count, sizes[d], &count)) return false;
    int64_t reach;
    if (sizes[d] > 0 && (__builtin_mul_overflow(sizes[d] - 1, strides[d], &reach) ||
                         __builtin_add_overflow(last, reach, &last)))
      return false;
  }
  return count == 0 || last < elements;
}

}  // namespace

void Reader::global(std::string module, std::string name) {
  std::string text = std::move(module) + " " + name;
  const bool known =
      std::find(std::begin(kKnown), std::end(kKnown), text) != std::end(kKnown) || storage_name(text);
  if (!known) fail("tensors, numbers, texts and lists of them, got the Python object ", text);
  push({.kind = Kind::kGlobal, .text = std::move(text)});
}

void Reader::call(const std::string& function, const std::vector<Id>& args) {
  const auto expect = [&](size_t count) {
    if (args.size() != count) fail(function, " with ", count, " arguments, got another number");
  };
  if (function == "torch._utils _rebuild_tensor_v2") {
    push(tensor(args));
  } else if (function == "torch._utils _rebuild_parameter") {
    expect(3);
    Node parameter = node(args[0], Kind::kTensor, "a tensor");
    if (isFloatingType(parameter.tensor.scalar_type()) || parameter.tensor.is_complex())
      parameter.tensor.set_requires_grad(node(args[1], Kind::kBool, "a bool").integer != 0);
    push(std::move(parameter));
  } else if (function == "collections OrderedDict") {
    push(ordered_dict(args));
  } else if (function == "torch device") {
    push(device(args));
  } else if (function.ends_with(" complex")) {
    expect(2);
    push({.kind = Kind::kComplex, .real = any_real(args[0]), .imaginary = any_real(args[1])});
  } else if (function == "torch Size" || function.starts_with("torch.jit._pickle ")) {
    if (args.empty()) fail("an argument of ", function, ", got none");
    stack_.push_back(args[0]);
  } else {
    fail("a function, got a call of ", function);
  }
}

// ('storage', torch.FloatStorage, key, place it was saved from, number of elements)
void Reader::persistent(const std::vector<Id>& id) {
  if (id.size() != 5 || node(id[0], Kind::kText, "a text").text != "storage")
    fail("persistent ids of five parts that are storages, got others");
  const StorageName* name = storage_name(node(id[1], Kind::kGlobal, "the class of a storage").text);
  if (!name) fail("the class of a storage, got ", nodes_[id[1]].text);
  const int64_t elements = integer(id[4]);
  int64_t bytes = 0;
  if (elements < 0 || __builtin_mul_overflow(elements, element_size(name->dtype), &bytes))
    fail("a number of elements, got ", elements);
  const std::string& key = node(id[2], Kind::kText, "the key of a storage").text;
  push({.kind = Kind::kStorage,
        .integer = elements,
        .storage = load_(key, static_cast<uint64_t>(bytes)),
        .dtype = name->dtype});
}

// (storage, offset, sizes, strides, requires_grad, hooks)
Node Reader::tensor(const std::vector<Id>& args) {
  if (args.size() < 6) fail("six arguments of _rebuild_tensor_v2, got ", args.size());
  const Node& memory = node(args[0], Kind::kStorage, "a storage");
  const int64_t offset = integer(args[1]);
  const std::vector<int64_t> sizes = integers(args[2]), strides = integers(args[3]);
  const bool requires_grad = node(args[4], Kind::kBool, "a bool").integer != 0;
  if (sizes.size() != strides.size() || sizes.size() > 64 || !fits(sizes, strides, offset, memory.integer))
    fail("sizes and strides that lie within their storage, got others");
  TensorImpl* impl = new_tensor_impl();
  Tensor result{IntrusivePtr<TensorImpl>::adopt(impl)};
  impl->dtype = memory.dtype;
  impl->storage = memory.storage.impl();
  impl->offset = offset;
  impl->set_geometry(sizes.data(), strides.data(), static_cast<int>(sizes.size()));
  if (requires_grad && (isFloatingType(memory.dtype) || isComplexType(memory.dtype)))
    result.set_requires_grad(true);
  return {.kind = Kind::kTensor, .tensor = std::move(result)};
}

// Nothing, or a list of pairs.
Node Reader::ordered_dict(const std::vector<Id>& args) {
  Node dict{.kind = Kind::kDict};
  if (args.empty()) return dict;
  for (const Id pair : node(args[0], Kind::kList, "a list of pairs").items) {
    const Node& p = nodes_[pair];
    if ((p.kind != Kind::kTuple && p.kind != Kind::kList) || p.items.size() != 2)
      fail("pairs, got another value");
    dict.items.insert(dict.items.end(), p.items.begin(), p.items.end());
  }
  return dict;
}

// ('cuda', 0) or ('cpu',)
Node Reader::device(const std::vector<Id>& args) {
  if (args.empty() || args.size() > 2) fail("a device, got a call with ", args.size(), " arguments");
  std::string text = node(args[0], Kind::kText, "a device").text;
  if (args.size() == 2 && nodes_[args[1]].kind == Kind::kInt) text += ":" + std::to_string(integer(args[1]));
  return {.kind = Kind::kDevice, .text = Device(text).str()};
}

}  // namespace torch::inline rushlight::pickle

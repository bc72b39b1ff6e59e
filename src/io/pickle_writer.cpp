// A value as a pickle of protocol 2, as Python's own pickler would write it but for its memo of equal parts.
#include "io/pickle_writer.h"

#include <bit>

#include "rushlight/core/error.h"
#include "rushlight/core/tensor_impl.h"

namespace torch::inline rushlight::pickle {
namespace {

constexpr int kMaxDepth = 500;

}  // namespace

void Writer::write(const IValue& v) {
  op(Op::kProtocol);
  number(2, 1);
  value(v);
  op(Op::kStop);
}

void Writer::number(uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) bytes_ += static_cast<char>(value >> (8 * i));
}

void Writer::integer(int64_t value) {
  if (value >= 0 && value < 256) {
    op(Op::kInt1);
    number(static_cast<uint64_t>(value), 1);
  } else if (value == static_cast<int32_t>(value)) {
    op(Op::kInt4);
    number(static_cast<uint64_t>(value), 4);
  } else {
    op(Op::kLong1);
    number(8, 1);
    number(static_cast<uint64_t>(value), 8);
  }
}

void Writer::real(double value) {
  op(Op::kFloat);
  const auto bits = std::bit_cast<uint64_t>(value);
  for (int i = 7; i >= 0; --i) bytes_ += static_cast<char>(bits >> (8 * i));
}

void Writer::text(const std::string& value) {
  RUSHLIGHT_CHECK(value.size() <= UINT32_MAX, "pickle_save: expected texts below 4 GiB, got one of ",
                  value.size(), " bytes");
  op(Op::kText4);
  number(value.size(), 4);
  bytes_ += value;
}

void Writer::global(const char* module, const char* name) {
  op(Op::kGlobal);
  bytes_ += module;
  bytes_ += '\n';
  bytes_ += name;
  bytes_ += '\n';
}

void Writer::integers(IntArrayRef values) {
  op(Op::kMark);
  for (const int64_t v : values) integer(v);
  op(Op::kTuple);
}

// The persistent id ('storage', torch.FloatStorage, '0', 'cpu', elements).
void Writer::storage(const Tensor& t) {
  const Storage memory = t.storage();
  const auto [place, fresh] = places_.emplace(memory.impl().get(), storages_.size());
  if (fresh) storages_.push_back(memory);
  op(Op::kMark);
  text("storage");
  const StorageName* name = nullptr;
  for (const StorageName& s : kStorages)
    if (s.dtype == t.scalar_type()) name = &s;
  RUSHLIGHT_CHECK(name, "pickle_save: expected a dtype that PyTorch has a storage for, got ",
                  t.scalar_type());
  global("torch", std::string(name->name).c_str());
  text(std::to_string(place->second));
  text("cpu");
  integer(static_cast<int64_t>(memory.nbytes() / t.element_size()));
  op(Op::kTuple);
  op(Op::kPersistent);
}

// torch._utils._rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, OrderedDict()).
void Writer::tensor(const Tensor& given) {
  RUSHLIGHT_CHECK(given.defined(), "pickle_save: expected tensors that are defined, got one that is not");
  const Tensor t = given.detach().cpu();
  global("torch._utils", "_rebuild_tensor_v2");
  op(Op::kMark);
  storage(t);
  integer(t.storage_offset());
  integers(t.sizes());
  integers(t.strides());
  op(given.requires_grad() ? Op::kTrue : Op::kFalse);
  global("collections", "OrderedDict");
  op(Op::kEmptyTuple);
  op(Op::kCall);
  op(Op::kTuple);
  op(Op::kCall);
}

void Writer::values(const std::vector<IValue>& list) {
  for (const IValue& v : list) value(v);
}

void Writer::value(const IValue& v) {
  RUSHLIGHT_CHECK(++depth_ <= kMaxDepth, "pickle_save: expected at most ", kMaxDepth,
                  " lists within each other, got more (or one within itself)");
  if (v.isNone()) {
    op(Op::kNone);
  } else if (v.isBool()) {
    op(v.toBool() ? Op::kTrue : Op::kFalse);
  } else if (v.isInt()) {
    integer(v.toInt());
  } else if (v.isDouble()) {
    real(v.toDouble());
  } else if (v.isString()) {
    text(v.toStringRef());
  } else if (v.isTensor()) {
    tensor(v.toTensor());
  } else if (v.isList()) {
    op(Op::kEmptyList);
    op(Op::kMark);
    values(v.toList().vec());
    op(Op::kAppends);
  } else if (v.isTuple()) {
    op(Op::kMark);
    values(v.toTuple()->elements());
    op(Op::kTuple);
  } else if (v.isGenericDict()) {
    op(Op::kEmptyDict);
    op(Op::kMark);
    for (const auto& entry : v.toGenericDict()) {
      value(entry.key());
      value(entry.value());
    }
    op(Op::kSetItems);
  } else if (v.isComplexDouble()) {
    global("__builtin__", "complex");
    op(Op::kMark);
    real(v.toComplexDouble().real());
    real(v.toComplexDouble().imag());
    op(Op::kTuple);
    op(Op::kCall);
  } else {
    global("torch", "device");
    op(Op::kMark);
    text(v.toDevice().str());
    op(Op::kTuple);
    op(Op::kCall);
  }
  --depth_;
}

}  // namespace torch::inline rushlight::pickle

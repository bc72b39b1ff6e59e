// Making a batch of rows. The usual case, plain rows of one kind, is one pass over each: a copy, float32 pixels that are
// normalized on the way, or bytes that stand for one of 256 results. Anything else goes through the public
// operators, one row at a time, and gives the same values.
#include "rushlight/data/row_batch.h"

#include <algorithm>
#include <cstring>

#include "data/pixels.h"
#include "rushlight/core/parallel.h"
#include "rushlight/data/transforms.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/fused/byte_values.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight::data {
namespace {

constexpr int64_t kGrainBytes = int64_t{1} << 19;  // less is made faster by one thread

using Addresses = std::vector<const char*>;

Tensor new_batch(size_t rows, IntArrayRef row_sizes, const TensorOptions& options) {
  std::vector<int64_t> sizes = row_sizes.vec();
  sizes.insert(sizes.begin(), int64_t(rows));
  return empty(sizes, options);
}

// Where the items are, when they are all of one kind and lie there as they will in the batch; else nothing.
Addresses addresses_of(const std::vector<Tensor>& items) {
  Addresses rows;
  rows.reserve(items.size());
  for (const Tensor& item : items) {
    if (!plain(item) || item.scalar_type() != items[0].scalar_type() || item.sizes() != items[0].sizes())
      return {};
    rows.push_back(static_cast<const char*>(item.const_data_ptr()));
  }
  return rows;
}

Addresses addresses_of(const Tensor& table, const std::vector<size_t>& wanted) {
  const auto size = size_t(table.size(0));
  for (const size_t row : wanted)
    if (row >= size) table.select(0, int64_t(row));  // throws
  if (!plain(table)) return {};
  const auto* first = static_cast<const char*>(table.const_data_ptr());
  const size_t bytes = size == 0 ? 0 : table.nbytes() / size;
  Addresses rows;
  rows.reserve(wanted.size());
  for (const size_t row : wanted) rows.push_back(first + row * bytes);
  return rows;
}

// Rows in a random order are where the processor does not expect them.
void prefetch(const char* row, size_t bytes) {
  constexpr size_t kLine = 64, kMost = 2048;  // behind that it has found out by itself
  for (size_t at = 0; at < std::min(bytes, kMost); at += kLine) __builtin_prefetch(row + at);
}

// Calls make(address of a row, its place in the batch) for all rows of `out`; a row has `row_bytes` where it is.
template <class Make>
void for_each_row(const Addresses& rows, size_t row_bytes, const Tensor& out, const Make& make) {
  constexpr size_t kAhead = 3;  // rows
  const auto bytes = int64_t(out.nbytes() / rows.size());
  if (bytes == 0) return;
  auto* to = static_cast<char*>(out.data_ptr());
  parallel_for(0, int64_t(rows.size()), std::max<int64_t>(kGrainBytes / bytes, 1),
               [&](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
                   if (const size_t next = size_t(i) + kAhead; next < size_t(end))
                     prefetch(rows[next], row_bytes);
                   make(rows[size_t(i)], to + i * bytes);
                 }
               });
}

Tensor copy_rows(const Addresses& rows, IntArrayRef row_sizes, const TensorOptions& options) {
  Tensor out = new_batch(rows.size(), row_sizes, options);
  const size_t bytes = out.nbytes() / rows.size();
  for_each_row(rows, bytes, out, [=](const char* from, char* to) { std::memcpy(to, from, bytes); });
  return out;
}

}  // namespace

Tensor transforms::detail::stack_rows(const std::vector<Tensor>& rows) {
  RUSHLIGHT_CHECK(!rows.empty(), "stack: expected at least one tensor, got none");
  const Tensor& first = rows[0];
  ScalarType dtype = first.scalar_type();
  for (size_t i = 0; i < rows.size(); ++i) {
    RUSHLIGHT_CHECK(rows[i].sizes() == first.sizes(), "stack: expected tensors of one shape, got ",
                    first.sizes(), " first and ", rows[i].sizes(), " at ", i);
    dtype = promoteTypes(dtype, rows[i].scalar_type());
  }
  const Addresses addresses = addresses_of(rows);
  if (!addresses.empty()) return copy_rows(addresses, first.sizes(), first.options());
  Tensor out = new_batch(rows.size(), first.sizes(), first.options().dtype(dtype));
  for (size_t i = 0; i < rows.size(); ++i) out.select(0, int64_t(i)).copy_(rows[i]);
  return out;
}

RowBatch::RowBatch(std::vector<Example<>> examples) : defined_(true) {
  data_.items.reserve(examples.size());
  target_.items.reserve(examples.size());
  for (auto& example : examples) {
    data_.items.push_back(std::move(example.data));
    target_.items.push_back(std::move(example.target));
  }
}

RowBatch::RowBatch(std::vector<TensorExample> examples) : defined_(true) {
  data_.items.reserve(examples.size());
  for (auto& example : examples) data_.items.push_back(std::move(example.data));
}

RowBatch::RowBatch(Tensor data, Tensor target, ArrayRef<size_t> rows)
    : data_{std::move(data), {}}, target_{std::move(target), {}}, rows_(rows.vec()), defined_(true) {}

RowBatch RowBatch::of_bytes(Tensor bytes, Tensor target, ArrayRef<size_t> rows) {
  RUSHLIGHT_CHECK(bytes.scalar_type() == kByte, "RowBatch: expected bytes, got ", bytes.scalar_type());
  RowBatch batch(bytes.contiguous(), std::move(target), rows);
  batch.bytes_ = true;
  return batch;
}

RowBatch::RowBatch(RowBatch&&) noexcept = default;
RowBatch& RowBatch::operator=(RowBatch&&) noexcept = default;
RowBatch::~RowBatch() = default;

void RowBatch::normalize(const Tensor& mean, const Tensor& stddev) { steps_.push_back({mean, stddev}); }

void RowBatch::set_data(Tensor stacked) {
  data_ = {std::move(stacked), {}};
  steps_.clear();
  bytes_ = false;
  stacked_ = true;
}

std::vector<const char*> RowBatch::addresses(const Column& column) const {
  return column.table.defined() ? addresses_of(column.table, rows_) : addresses_of(column.items);
}

std::vector<Tensor> RowBatch::items(const Column& column) const {
  if (!column.table.defined()) return column.items;
  std::vector<Tensor> items;
  items.reserve(rows_.size());
  for (const size_t row : rows_) items.push_back(column.table.select(0, int64_t(row)));
  return items;
}

// All rows in one pass over their pixels; undefined when they, or the steps, need the general way.
Tensor RowBatch::pixels() const {
  const Addresses rows = addresses(data_);
  if (rows.empty()) return {};
  const Tensor& sample = data_.table.defined() ? data_.table : data_.items[0];
  const IntArrayRef row_sizes = data_.table.defined() ? sample.sizes().slice(1) : sample.sizes();
  const ScalarType dtype = sample.scalar_type();
  const int64_t channels = channels_of(row_sizes);
  const auto applies = [&](const Step& step) {
    return one_per_channel(step.mean, channels) && one_per_channel(step.stddev, channels);
  };
  if (steps_.empty() && !bytes_) return copy_rows(rows, row_sizes, sample.options());
  if ((!bytes_ && dtype != kFloat) || !std::all_of(steps_.begin(), steps_.end(), applies)) return {};

  Tensor out = new_batch(rows.size(), row_sizes, TensorOptions(kFloat));
  const int64_t parts = steps_.empty() ? 1 : channels;
  const int64_t size = out.numel() / int64_t(rows.size()) / parts;  // of a channel
  std::vector<ByteValues> values;                                   // for each channel
  for (int64_t c = 0; bytes_ && c < parts; ++c) {
    std::vector<ByteValues::Step> steps;
    for (const auto& [mean, stddev] : steps_) steps.push_back({value_of(mean, c), value_of(stddev, c)});
    values.emplace_back(steps);
  }
  for_each_row(rows, size_t(size * parts * element_size(dtype)), out, [&](const char* from, char* to) {
    auto* row = reinterpret_cast<float*>(to);
    for (int64_t c = 0; c < parts; ++c) {
      float* channel = row + c * size;
      if (bytes_) {
        values[size_t(c)].write(reinterpret_cast<const uint8_t*>(from) + c * size, channel, size);
        continue;
      }
      const float* read = reinterpret_cast<const float*>(from) + c * size;
      for (const auto& [mean, stddev] : steps_) {
        normalize_pixels(read, channel, size, value_of(mean, c), value_of(stddev, c));
        read = channel;
      }
    }
  });
  return out;
}

Tensor RowBatch::data() const {
  if (stacked_) {
    Tensor all = data_.table;
    for (const auto& [mean, stddev] : steps_) all = all.sub(mean).div(stddev);
    return all;
  }
  if (Tensor made = pixels(); made.defined()) return made;
  std::vector<Tensor> rows;
  if (bytes_) {
    const Tensor values = of_bytes(data_.table, {}, rows_).data();
    for (size_t i = 0; i < rows_.size(); ++i) rows.push_back(values.select(0, int64_t(i)));
  } else {
    rows = items(data_);
  }
  for (Tensor& row : rows)
    for (const auto& [mean, stddev] : steps_) row = transforms::detail::normalize(row, mean, stddev);
  return transforms::detail::stack_rows(rows);
}

Tensor RowBatch::target() const {
  const Addresses rows = addresses(target_);
  if (!rows.empty() && target_.table.defined())
    return copy_rows(rows, target_.table.sizes().slice(1), target_.table.options());
  return transforms::detail::stack_rows(items(target_));
}

}  // namespace torch::inline rushlight::data

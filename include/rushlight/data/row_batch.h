// A batch on its way from a data set to Stack: which rows it will have and what is to be done with their values. With it
// map(Normalize).map(Stack) reads each row once and writes it once, with the values that the examples have one by one.
//
// It is optional on either side. A data set that can name the rows of a request has `RowBatch get_rows(request)`; else
// what get_batch() gives is taken. A transform with a form for whole batches has `void apply_rows(RowBatch&)` beside the
// one for examples. A class that only inherits these may have changed what it does with examples, and is asked for them.
// Read next: dataset.h (MapDataset), src/data/row_batch.cpp.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "rushlight/core/array_ref.h"
#include "rushlight/data/example.h"

namespace torch::inline rushlight::data {

class RUSHLIGHT_API RowBatch {
 public:
  /// Nothing: the end of a stateful data set.
  RowBatch() = default;
  explicit RowBatch(std::vector<Example<>> examples);
  explicit RowBatch(std::vector<TensorExample> examples);
  /// Rows of `data`, and the same of `target` if it is defined. They are read when they are asked for.
  RowBatch(Tensor data, Tensor target, ArrayRef<size_t> rows);
  /// The same of images whose bytes stand for float32 values from 0 to 1.
  static RowBatch of_bytes(Tensor bytes, Tensor target, ArrayRef<size_t> rows);
  RowBatch(RowBatch&&) noexcept;
  RowBatch& operator=(RowBatch&&) noexcept;
  ~RowBatch();

  explicit operator bool() const noexcept { return defined_; }

  /// Will subtract `mean` and divide by `stddev`, as Normalize does.
  void normalize(const Tensor& mean, const Tensor& stddev);
  /// Puts other data in the place of the rows' own: a first dimension of one entry for each row.
  void set_data(Tensor stacked);

  /// The data of all rows, with a new first dimension.
  Tensor data() const;
  /// The targets of all rows likewise.
  Tensor target() const;

 private:
  struct Column {
    Tensor table;               // rows of this,
    std::vector<Tensor> items;  // or, when it is undefined, these
  };
  struct Step {
    Tensor mean, stddev;
  };

  std::vector<const char*> addresses(const Column& column) const;
  std::vector<Tensor> items(const Column& column) const;
  Tensor pixels() const;

  Column data_, target_;
  std::vector<size_t> rows_;  // of the tables
  std::vector<Step> steps_;   // of normalize(), in their order
  bool bytes_ = false;        // data_ is a table of bytes that stand for values from 0 to 1
  bool stacked_ = false;      // data_.table is what set_data() was given
  bool defined_ = false;
};

namespace detail {

/// Transforms of examples that have a form for whole batches of their own.
template <class T>
concept RowTransform = std::is_same_v<decltype(&T::apply_rows), void (T::*)(RowBatch&)>;
/// Transforms that make one example of all rows.
template <class T>
concept RowCollation =
    std::is_same_v<decltype(&T::collate_rows), typename T::OutputBatchType (T::*)(const RowBatch&)>;
/// Data sets that name the rows themselves.
template <class D>
concept HasRows = std::is_same_v<typename D::SelfType, D> &&
    requires(D& dataset, typename D::BatchRequestType request) {
  dataset.get_rows(std::move(request));
};

template <class D> RowBatch take_rows(D& dataset, typename D::BatchRequestType request) {
  if constexpr (HasRows<D>) {
    return dataset.get_rows(std::move(request));
  } else if constexpr (D::is_stateful) {
    auto batch = dataset.get_batch(std::move(request));
    return batch ? RowBatch(std::move(*batch)) : RowBatch();
  } else {
    return RowBatch(dataset.get_batch(std::move(request)));
  }
}

}  // namespace detail
}  // namespace torch::inline rushlight::data

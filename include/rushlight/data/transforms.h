// Transforms of examples and batches, for Dataset::map(). Stack makes one batch tensor out of many examples and stands
// last, as a rule. Read next: row_batch.h, how some do whole batches; src/data/transforms.cpp.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "rushlight/core/array_ref.h"
#include "rushlight/data/example.h"
#include "rushlight/data/row_batch.h"

namespace torch::inline rushlight::data::transforms {

/// Makes one batch out of another.
template <class InputBatch, class OutputBatch> class BatchTransform {
 public:
  using InputBatchType = InputBatch;
  using OutputBatchType = OutputBatch;
  virtual ~BatchTransform() = default;
  virtual OutputBatch apply_batch(InputBatch input_batch) = 0;
};

/// Changes examples one by one.
template <class Input, class Output>
class Transform : public BatchTransform<std::vector<Input>, std::vector<Output>> {
 public:
  using InputType = Input;
  using OutputType = Output;
  virtual OutputType apply(InputType input) = 0;

  std::vector<Output> apply_batch(std::vector<Input> input_batch) override {
    std::vector<Output> output_batch;
    output_batch.reserve(input_batch.size());
    for (auto&& input : input_batch) output_batch.push_back(apply(std::move(input)));
    return output_batch;
  }
};

/// Makes one example out of a list of them.
template <class T, class BatchType = std::vector<T>> using Collation = BatchTransform<BatchType, T>;

/// A BatchTransform that calls a function.
template <class Input, class Output = Input> class BatchLambda : public BatchTransform<Input, Output> {
 public:
  using FunctionType = std::function<Output(Input)>;
  explicit BatchLambda(FunctionType function) : function_(std::move(function)) {}
  Output apply_batch(Input input_batch) override { return function_(std::move(input_batch)); }

 private:
  FunctionType function_;
};

/// A Collation that calls a function.
template <class T, class BatchType = std::vector<T>> using Collate = BatchLambda<BatchType, T>;

/// A Transform that calls a function for each example.
template <class Input, class Output = Input> class Lambda : public Transform<Input, Output> {
 public:
  using FunctionType = std::function<Output(Input)>;
  explicit Lambda(FunctionType function) : function_(std::move(function)) {}
  Output apply(Input input) override { return function_(std::move(input)); }

 private:
  FunctionType function_;
};

/// Changes the data of each example and leaves the target.
template <class Target = Tensor>
class TensorTransform : public Transform<Example<Tensor, Target>, Example<Tensor, Target>> {
 public:
  using E = Example<Tensor, Target>;
  virtual Tensor operator()(Tensor input) = 0;
  E apply(E input) override {
    input.data = (*this)(std::move(input.data));
    return input;
  }
};

/// A TensorTransform that calls a function.
template <class Target = Tensor> class TensorLambda : public TensorTransform<Target> {
 public:
  using FunctionType = std::function<Tensor(Tensor)>;
  explicit TensorLambda(FunctionType function) : function_(std::move(function)) {}
  Tensor operator()(Tensor input) override { return function_(std::move(input)); }

 private:
  FunctionType function_;
};

namespace detail {
/// One value for each channel as a float32 tensor of shape (C, 1, 1).
RUSHLIGHT_API Tensor channel_values(ArrayRef<double> values);
/// (input - mean) / stddev, for (C, H, W).
RUSHLIGHT_API Tensor normalize(const Tensor& input, const Tensor& mean, const Tensor& stddev);
/// The tensors, at least one and all of one shape, as the rows of a new one.
RUSHLIGHT_API Tensor stack_rows(const std::vector<Tensor>& rows);
}  // namespace detail

/// Subtracts `mean` and divides by `stddev`, one value for each channel of (C, H, W), or one for all.
template <class Target = Tensor> struct Normalize : public TensorTransform<Target> {
  Normalize(ArrayRef<double> mean, ArrayRef<double> stddev)
      : mean(detail::channel_values(mean)), stddev(detail::channel_values(stddev)) {}
  Tensor operator()(Tensor input) override { return detail::normalize(input, mean, stddev); }
  /// The same for all rows of a batch on their way to Stack.
  void apply_rows(RowBatch& rows) { rows.normalize(mean, stddev); }

  Tensor mean, stddev;
};

// Compiled in transforms.cpp.
extern template class Transform<Example<>, Example<>>;
extern template class TensorTransform<>;
extern template struct Normalize<>;

template <class T = Example<>> struct Stack;

/// Makes one example of a list: data and targets each become a tensor with a new first dimension.
template <> struct RUSHLIGHT_API Stack<Example<>> : public Collation<Example<>> {
  Example<> apply_batch(std::vector<Example<>> examples) override;
  Example<> collate_rows(const RowBatch& rows);
};

/// The same for examples without targets.
template <> struct RUSHLIGHT_API Stack<TensorExample> : public Collation<TensorExample> {
  TensorExample apply_batch(std::vector<TensorExample> examples) override;
  TensorExample collate_rows(const RowBatch& rows);
};

}  // namespace torch::inline rushlight::data::transforms

// The orders of the samplers. The distributed ones draw as LibTorch's do, from the epoch alone.
#include "rushlight/data/samplers.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "rushlight/data/drawn_samplers.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/index.h"
#include "rushlight/ops/random.h"

namespace torch::inline rushlight::data::samplers {
namespace {

void write_number(serialize::OutputArchive& archive, const char* key, size_t value) {
  archive.write(key, scalar_tensor(int64_t(value), TensorOptions(kLong)), /*is_buffer=*/true);
}

size_t read_number(serialize::InputArchive& archive, const char* key, size_t limit) {
  Tensor value;
  archive.read(key, value, /*is_buffer=*/true);
  RUSHLIGHT_CHECK(value.defined() && value.numel() == 1, "Sampler: expected one number for '", key,
                  "', got another tensor");
  const auto number = value.item<int64_t>();
  RUSHLIGHT_CHECK(number >= 0 && size_t(number) <= limit, "Sampler: expected '", key, "' of at most ", limit,
                  ", got ", number);
  return size_t(number);
}

constexpr size_t kAnyNumber = size_t(1) << 62;

// The end of a batch that begins at `begin`; sums of absurd sizes must not wrap around.
size_t batch_end(size_t begin, size_t batch_size, size_t end) {
  return batch_size < end - begin ? begin + batch_size : end;
}

std::vector<size_t> range(size_t begin, size_t end) {
  std::vector<size_t> numbers(end - begin);
  std::iota(numbers.begin(), numbers.end(), begin);
  return numbers;
}

}  // namespace

// -- SequentialSampler

void SequentialSampler::reset(std::optional<size_t> new_size) {
  size_ = new_size.value_or(size_);
  index_ = 0;
}

std::optional<std::vector<size_t>> SequentialSampler::next(size_t batch_size) {
  if (index_ >= size_) return std::nullopt;
  const size_t begin = index_;
  index_ = batch_end(begin, batch_size, size_);
  return range(begin, index_);
}

void SequentialSampler::save(serialize::OutputArchive& archive) const {
  write_number(archive, "index", index_);
}

void SequentialSampler::load(serialize::InputArchive& archive) {
  // A place behind the end, of a sampler of more examples, is the end of the epoch.
  index_ = read_number(archive, "index", kAnyNumber);
}

// -- DrawnSampler

void DrawnSampler::begin(Tensor indices) {
  indices_ = std::move(indices);
  index_ = 0;
}

std::optional<std::vector<size_t>> DrawnSampler::next(size_t batch_size) {
  if (!indices_.defined()) reset(std::nullopt);
  const int64_t size = indices_.numel();
  if (index_ >= size) return std::nullopt;
  const auto end = int64_t(batch_end(size_t(index_), batch_size, size_t(size)));
  const Tensor part = indices_.slice(0, index_, end).to(kLong);
  index_ = end;
  return std::vector<size_t>(part.const_data_ptr<int64_t>(), part.const_data_ptr<int64_t>() + part.numel());
}

void DrawnSampler::save(serialize::OutputArchive& archive) const {
  RUSHLIGHT_CHECK(indices_.defined(), "Sampler: expected one that has begun an epoch, got a new one; ",
                  "call reset() before it is saved");
  write_number(archive, "index", size_t(index_));
  archive.write("indices", indices_, /*is_buffer=*/true);
}

void DrawnSampler::load(serialize::InputArchive& archive) {
  Tensor indices;
  archive.read("indices", indices, /*is_buffer=*/true);
  RUSHLIGHT_CHECK(indices.defined() && indices.dim() == 1 && isIntegralType(indices.scalar_type(), false),
                  "Sampler: expected 'indices' to be a list of integers, got another tensor");
  index_ = int64_t(read_number(archive, "index", size_t(indices.numel())));
  indices_ = indices;
}

// -- RandomSampler

RandomSampler::RandomSampler(int64_t size, ScalarType index_dtype) {
  begin(randperm(size, TensorOptions(index_dtype)));
}

RandomSampler::RandomSampler(int64_t size, bool replacement, std::optional<int64_t> num_samples,
                             std::optional<Generator> generator)
    : draw_(Draw{size, replacement, num_samples, std::move(generator)}) {
  RUSHLIGHT_CHECK(size > 0, "RandomSampler: expected at least one example, got ", size);
  RUSHLIGHT_CHECK(num_samples.value_or(1) > 0, "RandomSampler: expected num_samples of at least 1, got ",
                  num_samples.value_or(1));
}

// In the pieces that Python draws, because a seed must give its numbers.
Tensor RandomSampler::Draw::operator()() const {
  constexpr int64_t kAtOnce = 32;
  const int64_t wanted = num_samples.value_or(size), piece = replacement ? kAtOnce : size;
  const Generator source =
      generator ? *generator : Generator(static_cast<uint64_t>(empty({}, kLong).random_().item<int64_t>()));
  std::vector<Tensor> parts;
  for (int64_t done = 0; done < wanted || (!replacement && done == wanted); done += piece) {
    const int64_t n = std::min(piece, wanted - done);
    parts.push_back(replacement ? randint(size, {n}, source, kLong)
                                : randperm(size, source, kLong).narrow(0, 0, n));
  }
  return cat(parts);
}

void RandomSampler::reset(std::optional<size_t> new_size) {
  if (draw_) {
    if (new_size) draw_->size = int64_t(*new_size);
    return begin((*draw_)());
  }
  const int64_t size = new_size ? int64_t(*new_size) : indices_.numel();
  begin(randperm(size, TensorOptions(indices_.scalar_type())));
}

// -- WeightedRandomSampler

WeightedRandomSampler::WeightedRandomSampler(const Tensor& weights, int64_t num_samples, bool replacement,
                                             std::optional<Generator> generator)
    : weights_(weights.to(kDouble)),
      num_samples_(num_samples),
      replacement_(replacement),
      generator_(std::move(generator)) {
  RUSHLIGHT_CHECK(weights.dim() == 1, "WeightedRandomSampler: expected weights of 1 dimension, got shape ",
                  weights.sizes());
  RUSHLIGHT_CHECK(num_samples > 0, "WeightedRandomSampler: expected num_samples of at least 1, got ",
                  num_samples);
}

WeightedRandomSampler::WeightedRandomSampler(ArrayRef<double> weights, int64_t num_samples, bool replacement,
                                             std::optional<Generator> generator)
    : WeightedRandomSampler(tensor(weights, TensorOptions(kDouble)), num_samples, replacement,
                            std::move(generator)) {}

void WeightedRandomSampler::reset(std::optional<size_t> new_size) {
  const auto rows = size_t(weights_.numel());
  RUSHLIGHT_CHECK(new_size.value_or(rows) == rows, "WeightedRandomSampler: expected a size of ", rows,
                  ", the number of the weights, got ", *new_size);
  begin(multinomial(weights_, num_samples_, replacement_, generator_));
}

// -- SubsetRandomSampler

SubsetRandomSampler::SubsetRandomSampler(std::vector<size_t> indices, std::optional<Generator> generator)
    : rows_(std::move(indices)), generator_(std::move(generator)) {}

void SubsetRandomSampler::reset(std::optional<size_t> new_size) {
  for (const size_t row : rows_) {
    RUSHLIGHT_CHECK(!new_size || row < *new_size, "SubsetRandomSampler: expected indices below the size ",
                    *new_size, ", got ", row);
  }
  const Tensor order = randperm(int64_t(rows_.size()), generator_);
  auto* places = order.data_ptr<int64_t>();
  std::transform(places, places + rows_.size(), places,
                 [this](int64_t place) { return int64_t(rows_[size_t(place)]); });
  begin(order);
}

// -- DistributedRandomSampler

DistributedRandomSampler::DistributedRandomSampler(size_t size, size_t num_replicas, size_t rank,
                                                   bool allow_duplicates)
    : DistributedSampler(size, num_replicas, rank, allow_duplicates) {
  reset(size_);
}

void DistributedRandomSampler::reset(std::optional<size_t> new_size) {
  size_ = new_size.value_or(size_);
  populate_indices();
  std::mt19937 random(static_cast<std::mt19937::result_type>(epoch_));
  std::shuffle(all_indices_.begin(), all_indices_.end(), random);
}

void DistributedRandomSampler::populate_indices() {
  const size_t local = local_sample_count();
  all_indices_ = range(0, num_replicas_ == 1 ? size_ : local * num_replicas_);
  for (size_t i = size_; i < all_indices_.size(); ++i)
    all_indices_[i] = i % size_;  // filled up from the front
  begin_index_ = rank_ * local;
  end_index_ = begin_index_ + local;
  sample_index_ = begin_index_;
}

std::optional<std::vector<size_t>> DistributedRandomSampler::next(size_t batch_size) {
  if (sample_index_ == end_index_) return std::nullopt;
  const size_t begin = sample_index_;
  sample_index_ = batch_end(begin, batch_size, end_index_);
  return std::vector<size_t>(all_indices_.data() + begin, all_indices_.data() + sample_index_);
}

void DistributedRandomSampler::save(serialize::OutputArchive& archive) const {
  write_number(archive, "sample_index_", sample_index_);
  write_number(archive, "epoch_", epoch_);
}

void DistributedRandomSampler::load(serialize::InputArchive& archive) {
  const size_t epoch = read_number(archive, "epoch_", kAnyNumber);
  const size_t place = read_number(archive, "sample_index_", end_index_);
  epoch_ = epoch;
  reset(size_);
  sample_index_ = std::max(place, begin_index_);
}

// -- DistributedSequentialSampler

DistributedSequentialSampler::DistributedSequentialSampler(size_t size, size_t num_replicas, size_t rank,
                                                           bool allow_duplicates)
    : DistributedSampler(size, num_replicas, rank, allow_duplicates) {
  reset(size_);
}

void DistributedSequentialSampler::reset(std::optional<size_t> new_size) {
  size_ = new_size.value_or(size_);
  begin_index_ = rank_ * local_sample_count();
  end_index_ = begin_index_ + local_sample_count();
  sample_index_ = begin_index_;
}

std::optional<std::vector<size_t>> DistributedSequentialSampler::next(size_t batch_size) {
  if (sample_index_ == end_index_) return std::nullopt;
  const size_t begin = sample_index_;
  sample_index_ = batch_end(begin, batch_size, end_index_);
  std::vector<size_t> numbers = range(begin, sample_index_);
  for (size_t& number : numbers) number %= size_;  // filled up from the front
  return numbers;
}

void DistributedSequentialSampler::save(serialize::OutputArchive& archive) const {
  write_number(archive, "sample_index_", sample_index_);
}

void DistributedSequentialSampler::load(serialize::InputArchive& archive) {
  sample_index_ = std::max(read_number(archive, "sample_index_", end_index_), begin_index_);
}

// -- StreamSampler

void StreamSampler::reset(std::optional<size_t> new_size) {
  epoch_size_ = new_size.value_or(epoch_size_);
  examples_retrieved_so_far_ = 0;
}

std::optional<BatchSize> StreamSampler::next(size_t batch_size) {
  if (examples_retrieved_so_far_ >= epoch_size_) return std::nullopt;
  const size_t end = batch_end(examples_retrieved_so_far_, batch_size, epoch_size_);
  return BatchSize(end - std::exchange(examples_retrieved_so_far_, end));
}

void StreamSampler::save(serialize::OutputArchive& archive) const {
  write_number(archive, "examples_retrieved_so_far", examples_retrieved_so_far_);
}

void StreamSampler::load(serialize::InputArchive& archive) {
  examples_retrieved_so_far_ = read_number(archive, "examples_retrieved_so_far", epoch_size_);
}

}  // namespace torch::inline rushlight::data::samplers

// The options of a chunk data set. Its threads are in chunk_buffer.cpp.
#include "rushlight/data/chunk_dataset.h"

namespace torch::inline rushlight::data::datasets {

ChunkDatasetOptions::ChunkDatasetOptions(size_t preloader_count, size_t batch_size, size_t cache_size,
                                         size_t cross_chunk_shuffle_count)
    : preloader_count_(preloader_count),
      batch_size_(batch_size),
      cache_size_(cache_size),
      cross_chunk_shuffle_count_(cross_chunk_shuffle_count) {
  check();
}

void ChunkDatasetOptions::check() const {
  const auto positive = [](const char* name, size_t value) {
    RUSHLIGHT_CHECK(value > 0, "ChunkDataset: expected a ", name, " of at least 1, got 0");
  };
  positive("preloader_count", preloader_count_);
  positive("batch_size", batch_size_);
  positive("cross_chunk_shuffle_count", cross_chunk_shuffle_count_);
  RUSHLIGHT_CHECK(cache_size_ >= batch_size_,
                  "ChunkDataset: expected a cache_size of at least the batch_size ", batch_size_, ", got ",
                  cache_size_);
}

}  // namespace torch::inline rushlight::data::datasets

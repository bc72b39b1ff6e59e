// Data sets, transforms, samplers and loaders. A program of LibTorch finds the same names under torch::data.
// Read next: data/dataset.h, then data/loader.h.
#pragma once

#include "rushlight/data/chain_dataset.h"
#include "rushlight/data/chunk_dataset.h"
#include "rushlight/data/concat_dataset.h"
#include "rushlight/data/dataset.h"
#include "rushlight/data/drawn_samplers.h"
#include "rushlight/data/example.h"
#include "rushlight/data/image_datasets.h"
#include "rushlight/data/loader.h"
#include "rushlight/data/samplers.h"
#include "rushlight/data/subset.h"
#include "rushlight/data/tensor_dataset.h"
#include "rushlight/data/transforms.h"

namespace torch::inline rushlight::data {
using datasets::BatchDataset;
using datasets::Dataset;
}  // namespace torch::inline rushlight::data

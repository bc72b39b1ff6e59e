// LibTorch's torch/data/datasets.h.
#pragma once

#include "rushlight/data/chunk_dataset.h"
#include "rushlight/data/concat_dataset.h"
#include "rushlight/data/dataset.h"
#include "rushlight/data/image_datasets.h"
#include "rushlight/data/subset.h"
#include "rushlight/data/tensor_dataset.h"
#include "torch/types.h"

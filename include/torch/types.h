// Tensors, their types and the functions on them, as LibTorch programs name them.
#pragma once

#include "ATen/Context.h"
#include "ATen/DeviceGuard.h"
#include "ATen/Dispatch.h"
#include "ATen/Parallel.h"
#include "ATen/Version.h"
#include "c10/core/SymIntArrayRef.h"
#include "c10/core/WrapDimMinimal.h"
#include "c10/util/accumulate.h"
#include "c10/util/ArrayRef.h"
#include "c10/util/complex.h"
#include "c10/util/Exception.h"
#include "c10/util/Half.h"
#include "c10/util/intrusive_ptr.h"
#include "c10/util/Logging.h"
#include "c10/util/MaybeOwned.h"
#include "c10/util/Optional.h"
#include "rushlight/nn/module.h"
#include "rushlight/rushlight.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

using ITensorListRef = TensorList;

inline constexpr ScalarType kU8 = kByte, kI8 = kChar, kI16 = kShort, kI32 = kInt, kI64 = kLong;
inline constexpr ScalarType kF16 = ScalarType::Half, kF32 = ScalarType::Float, kF64 = ScalarType::Double;

}  // namespace torch::inline rushlight

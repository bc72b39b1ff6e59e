// The namespaces of LibTorch programs: everything is in namespace rushlight, and torch, at and c10 look there.
// They are namespaces of their own, not aliases, because programs re-open them.
#pragma once

#include "rushlight/core/complex.h"
#include "rushlight/core/dtype.h"

namespace torch {
using namespace rushlight;
}
namespace at {
using namespace rushlight;
}
namespace c10 {
using namespace rushlight;
template <class T> using complex = rushlight::Complex<T>;
}  // namespace c10
namespace caffe2 {
using rushlight::TypeMeta;
}

// The namespaces of LibTorch programs: everything is in an inline namespace of torch, and at and c10 look there. They are
// namespaces of their own, not aliases, because programs re-open them.
#pragma once

#include "rushlight/core/complex.h"
#include "rushlight/core/dtype.h"

namespace at {
using namespace torch;
}
namespace c10 {
using namespace torch;
template <class T> using complex = rushlight::Complex<T>;
}  // namespace c10
namespace caffe2 {
using rushlight::TypeMeta;
}

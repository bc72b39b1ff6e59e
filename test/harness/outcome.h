// What a test looks at after a call: the values of a tensor as plain numbers, and the text of the error that it threw.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rushlight/core/error.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::test {

/// The text of the Error that `f` throws, "no error" when it throws none.
inline std::string error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

/// All values in row-major order, whatever the dtype and layout.
inline std::vector<double> values(const Tensor& t) {
  const Tensor flat = t.detach().to(kDouble).contiguous();
  const double* data = flat.data_ptr<double>();
  return {data, data + flat.numel()};
}

}  // namespace torch::inline rushlight::test

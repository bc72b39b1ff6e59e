// What a thread that makes batches threw, on its way to the thread that asked for them. Read next: loader.h.
#pragma once

#include <exception>
#include <string>

#include "rushlight/core/export.h"

namespace torch::inline rushlight::data {

/// What a data loader throws when one of its workers failed, and a chunk data set when one of its preloaders did;
/// `original_exception` is what was thrown there.
struct RUSHLIGHT_API WorkerException : public std::exception {
  explicit WorkerException(std::exception_ptr original);
  const char* what() const noexcept override { return message.c_str(); }

  std::exception_ptr original_exception;
  std::string message;
};

}  // namespace torch::inline rushlight::data

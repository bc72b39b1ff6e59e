// The errors that cross from a worker, or from its silence, to the user of a data loader.
#include "rushlight/data/worker_exception.h"

#include "rushlight/data/loader_queue.h"

namespace torch::inline rushlight::data {

WorkerException::WorkerException(std::exception_ptr original)
    : original_exception(std::move(original)), message("DataLoader: an exception in a worker thread") {
  try {
    std::rethrow_exception(original_exception);
  } catch (const std::exception& e) { message += std::string(": ") + e.what(); } catch (...) {
    message += " that has no message";
  }
}

void detail::fail_timeout(std::chrono::milliseconds timeout) {
  rushlight::detail::fail({"DataLoader: expected a batch within ", timeout.count(),
                           " ms, got none; raise the timeout or ", "add workers"});
}

}  // namespace torch::inline rushlight::data

// Calls whose results LibTorch wrote down and our tests repeat: one source, compiled against either library.
//
// CALL(x.sort()) runs the expression and records a line: its text, then dtype, sizes, strides and values of each
// tensor it gave, or the word error. make_calls.cpp writes these lines as seen by LibTorch; expect_calls compares ours.
#pragma once

#ifdef CALLS_OF_LIBTORCH
#include <torch/torch.h>
#else
#include "rushlight/rushlight.h"
namespace torch {
using namespace rushlight;
}
namespace at {
using namespace rushlight;
}
namespace c10 {
using namespace rushlight;
}
#endif

#include <cstdio>
#include <string>
#include <tuple>
#include <vector>

#define CALL(...) lines.record(#__VA_ARGS__, [&] { return __VA_ARGS__; })

namespace calls {

class Lines {
 public:
  template <class F> void record(const char* text, const F& call) {
    std::string line = std::string(text) + " =>";
    try {
      write(line, call());
    } catch (const c10::Error& e) {
      line = std::string(text) + " => error";
      errors.emplace_back(std::string(text) + ": " + e.what_without_backtrace());
    }
    all.push_back(line);
  }
  std::vector<std::string> all, errors;

 private:
  static constexpr int64_t kMost = 24;  // values shown of a tensor, the last eight among them

  static void write(std::string& line, torch::Tensor t) {
    if (!t.defined()) {
      line += " undefined";
      return;
    }
    line += " " + t.toString() + "[";
    for (int64_t s : t.sizes()) line += std::to_string(s) + ",";
    line += "](";
    for (int64_t s : t.strides()) line += std::to_string(s) + ",";
    line += ")";
    t = t.detach().to(torch::kDouble).contiguous();
    for (int64_t i = 0; i < t.numel(); ++i) {
      if (t.numel() > kMost && i == kMost - 8) i = t.numel() - 8;
      char number[40];
      std::snprintf(number, sizeof number, " %.9g", t.data_ptr<double>()[i]);
      line += number;
    }
  }
  static void write(std::string& line, const std::vector<torch::Tensor>& list) {
    line += " {";
    for (const torch::Tensor& t : list) write(line, t);
    line += " }";
  }
  template <class... T> static void write(std::string& line, const std::tuple<T...>& tuple) {
    std::apply([&](const auto&... t) { (write(line, t), ...); }, tuple);
  }
  static void write(std::string& line, int64_t v) { line += " " + std::to_string(v); }
  static void write(std::string& line, const std::string& text) { line += "\n" + text; }
};

}  // namespace calls

// expect_error: a call that must fail, for plain tests; an OpCase has error() for the same.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "rushlight/core/error.h"

namespace torch::inline rushlight::test {

/// Expects that `call` throws an Error whose message contains `text`.
inline void expect_error(const std::function<void()>& call, const std::string& text) {
  try {
    call();
    ADD_FAILURE() << "expected an error with \"" << text << "\", got none";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find(text), std::string::npos)
        << "expected an error with \"" << text << "\", got \"" << e.what() << "\"";
  }
}

}  // namespace torch::inline rushlight::test

// c10::str, which joins anything that a stream takes to a text, and c10::Join, which puts a text between.
#pragma once

#include <sstream>
#include <string>

#include "torch/namespaces.h"

namespace torch::inline rushlight {

/// The arguments written one after the other.
template <class... Args> std::string str(const Args&... args) {
  std::ostringstream text;
  (text << ... << args);
  return text.str();
}

/// The elements of a container written with `delimiter` between them.
template <class Container> std::string Join(const std::string& delimiter, const Container& values) {
  std::ostringstream text;
  bool first = true;
  for (const auto& v : values) {
    if (!first) text << delimiter;
    first = false;
    text << v;
  }
  return text.str();
}

}  // namespace torch::inline rushlight

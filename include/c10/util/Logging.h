// Printing of standard containers: vectors, sets and maps as their elements with spaces between, at most 100 of them, and
// pairs as (first, second). LibTorch's headers have these operators in namespace std, so programs print with them.
#pragma once

#include <map>
#include <ostream>
#include <set>
#include <utility>
#include <vector>

#include "torch/namespaces.h"

namespace torch::inline rushlight::detail {

template <class Sequence> std::ostream& print_elements(std::ostream& out, const Sequence& elements) {
  int count = 0;
  for (const auto& element : elements) {
    if (count == 100) return out << " ...";
    out << (count++ ? " " : "") << element;
  }
  return out;
}

}  // namespace torch::inline rushlight::detail

namespace std {

template <class First, class Second> ostream& operator<<(ostream& out, const pair<First, Second>& p);
template <class... Types> ostream& operator<<(ostream& out, const vector<Types...>& v) {
  return rushlight::detail::print_elements(out, v);
}
template <class... Types> ostream& operator<<(ostream& out, const map<Types...>& m) {
  return rushlight::detail::print_elements(out, m);
}
template <class... Types> ostream& operator<<(ostream& out, const set<Types...>& s) {
  return rushlight::detail::print_elements(out, s);
}
template <class First, class Second> ostream& operator<<(ostream& out, const pair<First, Second>& p) {
  return out << '(' << p.first << ", " << p.second << ')';
}

}  // namespace std

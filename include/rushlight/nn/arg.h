// TORCH_ARG: one field of an options struct, with a setter that can be chained and a getter of the same name.
// `struct P { TORCH_ARG(double, lr) = 0.1; };` gives `P().lr(0.5)` and `p.lr()`.
#pragma once

#include <utility>

#define TORCH_ARG(T, name)                                        \
 public:                                                          \
  inline auto name(T new_##name)->decltype(*this) {               \
    this->name##_ = std::move(new_##name);                        \
    return *this;                                                 \
  }                                                               \
  inline const T& name() const noexcept { return this->name##_; } \
  inline T& name() noexcept { return this->name##_; }             \
                                                                  \
 private:                                                         \
  T name##_ /* NOLINT */

// The same with a setter that a .cpp file defines, by RUSHLIGHT_ARG_SETTER: for types whose assignment every program that
// includes the header would have to compile (vectors, functions).
#define RUSHLIGHT_ARG(T, name)                                    \
 public:                                                          \
  auto name(T new_##name)->decltype(*this);                       \
  inline const T& name() const noexcept { return this->name##_; } \
  inline T& name() noexcept { return this->name##_; }             \
                                                                  \
 private:                                                         \
  T name##_ /* NOLINT */

#define RUSHLIGHT_ARG_SETTER(Options, T, name) \
  auto Options::name(T new_##name)->Options& { \
    this->name##_ = std::move(new_##name);     \
    return *this;                              \
  }

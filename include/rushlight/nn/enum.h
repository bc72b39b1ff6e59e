// Choices as types: `torch::kMean` is the one value of `enumtype::kMean`, so that an option's std::variant lists exactly
// the choices that it accepts and a wrong one does not compile.
#pragma once

#include <string>
#include <type_traits>
#include <variant>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace enumtype {

struct kLinear {
  static constexpr const char* kText = "kLinear";
};
struct kConv1D {
  static constexpr const char* kText = "kConv1D";
};
struct kConv2D {
  static constexpr const char* kText = "kConv2D";
};
struct kConv3D {
  static constexpr const char* kText = "kConv3D";
};
struct kConvTranspose1D {
  static constexpr const char* kText = "kConvTranspose1D";
};
struct kConvTranspose2D {
  static constexpr const char* kText = "kConvTranspose2D";
};
struct kConvTranspose3D {
  static constexpr const char* kText = "kConvTranspose3D";
};
struct kSigmoid {
  static constexpr const char* kText = "kSigmoid";
};
struct kTanh {
  static constexpr const char* kText = "kTanh";
};
struct kReLU {
  static constexpr const char* kText = "kReLU";
};
struct kGELU {
  static constexpr const char* kText = "kGELU";
};
struct kSiLU {
  static constexpr const char* kText = "kSiLU";
};
struct kMish {
  static constexpr const char* kText = "kMish";
};
struct kLeakyReLU {
  static constexpr const char* kText = "kLeakyReLU";
};
struct kFanIn {
  static constexpr const char* kText = "kFanIn";
};
struct kFanOut {
  static constexpr const char* kText = "kFanOut";
};
struct kConstant {
  static constexpr const char* kText = "kConstant";
};
struct kReflect {
  static constexpr const char* kText = "kReflect";
};
struct kReplicate {
  static constexpr const char* kText = "kReplicate";
};
struct kCircular {
  static constexpr const char* kText = "kCircular";
};
struct kNearest {
  static constexpr const char* kText = "kNearest";
};
struct kBilinear {
  static constexpr const char* kText = "kBilinear";
};
struct kBicubic {
  static constexpr const char* kText = "kBicubic";
};
struct kTrilinear {
  static constexpr const char* kText = "kTrilinear";
};
struct kArea {
  static constexpr const char* kText = "kArea";
};
struct kNearestExact {
  static constexpr const char* kText = "kNearestExact";
};
struct kSum {
  static constexpr const char* kText = "kSum";
};
struct kMean {
  static constexpr const char* kText = "kMean";
};
struct kMax {
  static constexpr const char* kText = "kMax";
};
struct kNone {
  static constexpr const char* kText = "kNone";
};
struct kBatchMean {
  static constexpr const char* kText = "kBatchMean";
};
struct kZeros {
  static constexpr const char* kText = "kZeros";
};
struct kBorder {
  static constexpr const char* kText = "kBorder";
};
struct kReflection {
  static constexpr const char* kText = "kReflection";
};
struct kRNN_TANH {
  static constexpr const char* kText = "kRNN_TANH";
};
struct kRNN_RELU {
  static constexpr const char* kText = "kRNN_RELU";
};
struct kLSTM {
  static constexpr const char* kText = "kLSTM";
};
struct kGRU {
  static constexpr const char* kText = "kGRU";
};
struct kValid {
  static constexpr const char* kText = "kValid";
};
struct kSame {
  static constexpr const char* kText = "kSame";
};

}  // namespace enumtype

inline constexpr enumtype::kLinear kLinear{};
inline constexpr enumtype::kConv1D kConv1D{};
inline constexpr enumtype::kConv2D kConv2D{};
inline constexpr enumtype::kConv3D kConv3D{};
inline constexpr enumtype::kConvTranspose1D kConvTranspose1D{};
inline constexpr enumtype::kConvTranspose2D kConvTranspose2D{};
inline constexpr enumtype::kConvTranspose3D kConvTranspose3D{};
inline constexpr enumtype::kSigmoid kSigmoid{};
inline constexpr enumtype::kTanh kTanh{};
inline constexpr enumtype::kReLU kReLU{};
inline constexpr enumtype::kGELU kGELU{};
inline constexpr enumtype::kSiLU kSiLU{};
inline constexpr enumtype::kMish kMish{};
inline constexpr enumtype::kLeakyReLU kLeakyReLU{};
inline constexpr enumtype::kFanIn kFanIn{};
inline constexpr enumtype::kFanOut kFanOut{};
inline constexpr enumtype::kConstant kConstant{};
inline constexpr enumtype::kReflect kReflect{};
inline constexpr enumtype::kReplicate kReplicate{};
inline constexpr enumtype::kCircular kCircular{};
inline constexpr enumtype::kNearest kNearest{};
inline constexpr enumtype::kBilinear kBilinear{};
inline constexpr enumtype::kBicubic kBicubic{};
inline constexpr enumtype::kTrilinear kTrilinear{};
inline constexpr enumtype::kArea kArea{};
inline constexpr enumtype::kNearestExact kNearestExact{};
inline constexpr enumtype::kSum kSum{};
inline constexpr enumtype::kMean kMean{};
inline constexpr enumtype::kMax kMax{};
inline constexpr enumtype::kNone kNone{};
inline constexpr enumtype::kBatchMean kBatchMean{};
inline constexpr enumtype::kZeros kZeros{};
inline constexpr enumtype::kBorder kBorder{};
inline constexpr enumtype::kReflection kReflection{};
inline constexpr enumtype::kRNN_TANH kRNN_TANH{};
inline constexpr enumtype::kRNN_RELU kRNN_RELU{};
inline constexpr enumtype::kLSTM kLSTM{};
inline constexpr enumtype::kGRU kGRU{};
inline constexpr enumtype::kValid kValid{};
inline constexpr enumtype::kSame kSame{};

/// How a loss becomes one number; the values are those that the loss operators take.
namespace Reduction {
enum Reduction { None = 0, Mean = 1, Sum = 2, END = 3 };
}

namespace enumtype {

/// Name of the choice that a variant holds, as "kMean".
template <class... Choices> std::string get_enum_name(const std::variant<Choices...>& choice) {
  return std::visit([](const auto& value) { return std::string(std::decay_t<decltype(value)>::kText); },
                    choice);
}

/// The number of a reduction, for the loss operators.
template <class... Choices> int64_t reduction_get_enum(const std::variant<Choices...>& choice) {
  if (std::holds_alternative<kMean>(choice)) return Reduction::Mean;
  if (std::holds_alternative<kSum>(choice)) return Reduction::Sum;
  RUSHLIGHT_CHECK(std::holds_alternative<kNone>(choice), "reduction: expected kNone, kMean or kSum, got ",
                  get_enum_name(choice));
  return Reduction::None;
}

}  // namespace enumtype
}  // namespace torch::inline rushlight

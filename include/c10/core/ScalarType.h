// ScalarType, the C++ type of each, and the lists of types that programs hand macros of their own to.
#pragma once

#include "rushlight/core/dtype.h"
#include "torch/namespaces.h"

#define AT_FORALL_INT_TYPES(_) \
  _(uint8_t, Byte)             \
  _(int8_t, Char)              \
  _(int16_t, Short)            \
  _(int, Int)                  \
  _(int64_t, Long)
#define AT_FORALL_SCALAR_TYPES(_) \
  AT_FORALL_INT_TYPES(_)          \
  _(float, Float)                 \
  _(double, Double)
#define AT_FORALL_COMPLEX_TYPES(_)     \
  _(c10::complex<float>, ComplexFloat) \
  _(c10::complex<double>, ComplexDouble)
#define AT_FORALL_SCALAR_TYPES_AND(A, _) \
  AT_FORALL_SCALAR_TYPES(_)              \
  _(::c10::impl::ScalarTypeToCPPTypeT<::rushlight::ScalarType::A>, A)
#define AT_FORALL_SCALAR_TYPES_AND2(A, B, _) \
  AT_FORALL_SCALAR_TYPES_AND(A, _)           \
  _(::c10::impl::ScalarTypeToCPPTypeT<::rushlight::ScalarType::B>, B)
#define AT_FORALL_SCALAR_TYPES_AND3(A, B, C, _) \
  AT_FORALL_SCALAR_TYPES_AND2(A, B, _)          \
  _(::c10::impl::ScalarTypeToCPPTypeT<::rushlight::ScalarType::C>, C)
#define AT_FORALL_SCALAR_TYPES_WITH_COMPLEX(_)         \
  AT_FORALL_SCALAR_TYPES_AND3(Bool, Half, BFloat16, _) \
  AT_FORALL_COMPLEX_TYPES(_)

namespace torch::inline rushlight::impl {

/// The C++ type of the elements of a dtype.
template <ScalarType> struct ScalarTypeToCPPType;
#define RUSHLIGHT_ELEMENT(T, NAME) \
  template <> struct ScalarTypeToCPPType<ScalarType::NAME> { using type = T; };
AT_FORALL_SCALAR_TYPES(RUSHLIGHT_ELEMENT)
RUSHLIGHT_ELEMENT(bool, Bool)
RUSHLIGHT_ELEMENT(Half, Half)
RUSHLIGHT_ELEMENT(BFloat16, BFloat16)
AT_FORALL_COMPLEX_TYPES(RUSHLIGHT_ELEMENT)
#undef RUSHLIGHT_ELEMENT
template <ScalarType N> using ScalarTypeToCPPTypeT = typename ScalarTypeToCPPType<N>::type;

}  // namespace torch::inline rushlight::impl

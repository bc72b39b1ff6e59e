// Attributes and small tricks of the preprocessor under the names that LibTorch gives them.
#pragma once

#include "c10/macros/Export.h"

#define C10_NODISCARD               [[nodiscard]]
#define C10_UNUSED                  [[maybe_unused]]
#define C10_USED                    __attribute__((__used__))
#define C10_RESTRICT                __restrict
#define C10_NOINLINE                __attribute__((noinline))
#define C10_ALWAYS_INLINE           __attribute__((__always_inline__)) inline
#define C10_ALWAYS_INLINE_ATTRIBUTE __attribute__((__always_inline__))
#define C10_LIKELY(expr)            (__builtin_expect(static_cast<bool>(expr), 1))
#define C10_UNLIKELY(expr)          (__builtin_expect(static_cast<bool>(expr), 0))
#define C10_DEPRECATED              [[deprecated]]
#define C10_DEPRECATED_MESSAGE(m)   [[deprecated(m)]]

#define C10_CONCATENATE_IMPL(a, b)  a##b
#define C10_CONCATENATE(a, b)       C10_CONCATENATE_IMPL(a, b)
#define C10_STRINGIZE_IMPL(x)       #x
#define C10_STRINGIZE(x)            C10_STRINGIZE_IMPL(x)
#define C10_MACRO_EXPAND(args)      args
#define C10_UID                     __COUNTER__
#define C10_ANONYMOUS_VARIABLE(str) C10_CONCATENATE(str, __COUNTER__)

#define C10_DISABLE_COPY_AND_ASSIGN(name) \
  name(const name&) = delete;             \
  name& operator=(const name&) = delete

// Code that is meant for a CUDA compiler too.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define C10_HOST_DEVICE __host__ __device__
#define C10_DEVICE      __device__
#define C10_HOST        __host__
#else
#define C10_HOST_DEVICE
#define C10_DEVICE
#define C10_HOST
#endif

// The matrix product as the forms of convolution call it. Included by conv_cpu.cpp only.
#pragma once

#include "cpu/gemm/gemm.h"
#include "op/cpu_table.h"

namespace torch::inline rushlight {
namespace {

template <class T> void product(const GemmArgs& args) {
  const GemmKernels& gemm = cpu_table<GemmKernels, Isa::RUSHLIGHT_ISA>();
  (sizeof(T) == 8 ? gemm.f64 : gemm.f32)(args);
}

}  // namespace
}  // namespace torch::inline rushlight

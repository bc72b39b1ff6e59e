// at::globalContext(): the switches of the whole program as far as they mean something here, and which libraries and devices
// there are. Results never depend on how threads are scheduled, so the switches for determinism only remember what was asked.
#pragma once

#include "rushlight/core/error.h"
#include "rushlight/core/generator.h"
#include "rushlight/core/parallel.h"
#include "rushlight/core/tensor_type.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

class Context {
 public:
  const Generator& defaultGenerator(Device) const { return default_generator(); }

  static bool hasOpenMP() { return false; }
  static bool hasMKL() { return false; }
  static bool hasMKLDNN() { return false; }
  static bool hasMAGMA() { return false; }
  static bool hasCUDA() { return false; }
  static bool hasCUDART() { return false; }
  static bool hasCuDNN() { return false; }
  static long versionCUDART() { return 0; }
  static long versionCuDNN() { return 0; }
  static bool hasHIP() { return false; }
  static bool hasMPS() { return false; }
  static bool hasXLA() { return false; }
  static bool hasXPU() { return false; }
  void lazyInitCUDA() {
    RUSHLIGHT_CHECK(
        false, "lazyInitCUDA: expected a CUDA device, found none; ask torch::cuda::is_available() first");
  }

  bool deterministicAlgorithms() const { return deterministic_; }
  bool deterministicAlgorithmsWarnOnly() const { return warn_only_; }
  void setDeterministicAlgorithms(bool on, bool warn_only) {
    deterministic_ = on;
    warn_only_ = warn_only;
  }
  bool deterministicCuDNN() const { return deterministic_cudnn_; }
  void setDeterministicCuDNN(bool on) { deterministic_cudnn_ = on; }
  bool benchmarkCuDNN() const { return benchmark_cudnn_; }
  void setBenchmarkCuDNN(bool on) { benchmark_cudnn_ = on; }
  bool userEnabledCuDNN() const { return cudnn_; }
  void setUserEnabledCuDNN(bool on) { cudnn_ = on; }
  bool allowTF32CuBLAS() const { return tf32_cublas_; }
  void setAllowTF32CuBLAS(bool on) { tf32_cublas_ = on; }
  bool allowTF32CuDNN() const { return tf32_cudnn_; }
  void setAllowTF32CuDNN(bool on) { tf32_cudnn_ = on; }

 private:
  bool deterministic_ = false, warn_only_ = false;
  bool deterministic_cudnn_ = false, benchmark_cudnn_ = false, cudnn_ = true;
  bool tf32_cublas_ = false, tf32_cudnn_ = true;
};

inline Context& globalContext() {
  static Context context;
  return context;
}

inline bool hasOpenMP() { return Context::hasOpenMP(); }
inline bool hasMKL() { return Context::hasMKL(); }
inline bool hasMKLDNN() { return Context::hasMKLDNN(); }
inline bool hasMAGMA() { return Context::hasMAGMA(); }
inline bool hasCUDA() { return Context::hasCUDA(); }
inline bool hasHIP() { return Context::hasHIP(); }
inline bool hasMPS() { return Context::hasMPS(); }
inline bool hasXLA() { return Context::hasXLA(); }
inline bool hasXPU() { return Context::hasXPU(); }
inline size_t getNumGPUs() { return 0; }

}  // namespace torch::inline rushlight

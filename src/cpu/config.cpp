// What this library is, in words.
#include "rushlight/core/config.h"

#include "cpu/cpu_info.h"
#include "rushlight/core/error.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "Clang " __clang_version__;
#else
constexpr const char* kCompiler = "GCC " __VERSION__;
#endif

}  // namespace

std::string get_cpu_capability() {
  switch (cpu_isa()) {
    case Isa::avx512: return "AVX512";
    case Isa::avx2: return "AVX2";
    default: return "DEFAULT";
  }
}

std::string show_config() {
  return detail::concat({"Rushlight " RUSHLIGHT_VERSION ", a library with LibTorch's C++ interface\n",
                         "  - compiler: ", kCompiler, "\n  - instruction set: ", isa_name(cpu_isa()),
                         "\n  - threads: ", get_num_threads(), "\n"});
}

}  // namespace torch::inline rushlight

# The benchmarks: each bench/**/*.cpp with a main() is a program, and the other files of its folder are linked to it.
# The target 'bench' builds them; the ordinary build does not wait for them. In bench/build it is the compiler that is
# timed (scripts/bench_build), so nothing is built here. Those of bench/lab compare with oneDNN where it is installed, and with
# OpenMP where the compiler has it. What they write out as a rival of our kernels is compiled for this machine, as those are.
#
# A program written against <torch/torch.h> only is built a second time, as NAME_libtorch, against the LibTorch whose
# folder RUSHLIGHT_PEER_TORCH names, so that both can be timed in turn. The target 'examples_libtorch' builds the examples
# against it, which have to stay valid LibTorch programs.

set(RUSHLIGHT_PEER_TORCH "" CACHE PATH "Folder of LibTorch (the torch folder of the Python wheel), for the benchmarks")

function(rushlight_bench_settings target folder)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/bench")
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench/${folder}")
  add_dependencies(bench ${target})
endfunction()

function(rushlight_libtorch_program target)
  set(torch "${RUSHLIGHT_PEER_TORCH}")
  add_executable(${target} EXCLUDE_FROM_ALL ${ARGN})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(${target} PRIVATE -O3)
  target_include_directories(${target} SYSTEM PRIVATE "${torch}/include" "${torch}/include/torch/csrc/api/include")
  target_link_options(${target} PRIVATE LINKER:--no-as-needed)
  target_link_libraries(${target} PRIVATE "${torch}/lib/libtorch.so" "${torch}/lib/libtorch_cpu.so" "${torch}/lib/libc10.so")
endfunction()

function(rushlight_lab_settings target source)
  target_compile_options(${target} PRIVATE ${RUSHLIGHT_KERNEL_OPTIMISATION} -fno-trapping-math
                         $<$<BOOL:${RUSHLIGHT_HAS_MARCH_NATIVE}>:-march=native>)
  if(OneDNN_FOUND)
    target_compile_definitions(${target} PRIVATE RUSHLIGHT_ONEDNN=1)
    target_link_libraries(${target} PRIVATE OneDNN::OneDNN)
  endif()
  file(STRINGS ${source} _openmp REGEX "^#pragma omp" LIMIT_COUNT 1)
  if(_openmp AND OpenMP_CXX_FOUND)
    target_link_libraries(${target} PRIVATE OpenMP::OpenMP_CXX)
  endif()
endfunction()

add_custom_target(bench)
find_package(OneDNN QUIET)
find_package(OpenMP QUIET COMPONENTS CXX)
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-march=native RUSHLIGHT_HAS_MARCH_NATIVE)
file(GLOB_RECURSE _sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*.cpp")
list(FILTER _sources EXCLUDE REGEX "^${PROJECT_SOURCE_DIR}/bench/build/")
set(_mains)
foreach(source IN LISTS _sources)
  file(STRINGS ${source} _main REGEX "^int main\\(" LIMIT_COUNT 1)
  if(_main)
    list(APPEND _mains ${source})
  endif()
endforeach()
if(_mains)
  list(REMOVE_ITEM _sources ${_mains})
endif()

foreach(source IN LISTS _mains)
  cmake_path(GET source PARENT_PATH _path)
  cmake_path(GET _path FILENAME folder)
  cmake_path(GET source STEM name)
  set(_parts ${_sources})
  list(FILTER _parts INCLUDE REGEX "^${_path}/[^/]*$")
  add_executable(bench_${folder}_${name} EXCLUDE_FROM_ALL ${source} ${_parts})
  target_link_libraries(bench_${folder}_${name} PRIVATE rushlight_for_tests)
  rushlight_bench_settings(bench_${folder}_${name} ${folder})
  set_target_properties(bench_${folder}_${name} PROPERTIES OUTPUT_NAME ${name})
  if(folder STREQUAL lab)
    rushlight_lab_settings(bench_lab_${name} ${source})
  endif()

  file(STRINGS ${source} _torch REGEX "^#include <torch/torch.h>" LIMIT_COUNT 1)
  file(STRINGS ${source} _rushlight REGEX "^#include [<\"](rushlight|op|cpu|core|autograd)/" LIMIT_COUNT 1)
  if(RUSHLIGHT_PEER_TORCH AND _torch AND NOT _rushlight)
    rushlight_libtorch_program(bench_${folder}_${name}_libtorch ${source} ${_parts})
    rushlight_bench_settings(bench_${folder}_${name}_libtorch ${folder})
    set_target_properties(bench_${folder}_${name}_libtorch PROPERTIES OUTPUT_NAME ${name}_libtorch)
  endif()
endforeach()

if(RUSHLIGHT_PEER_TORCH)
  add_custom_target(examples_libtorch)
  foreach(name IN LISTS RUSHLIGHT_EXAMPLE_NAMES)
    rushlight_libtorch_program(example_${name}_libtorch "${PROJECT_SOURCE_DIR}/examples/${name}.cpp")
    set_target_properties(example_${name}_libtorch PROPERTIES OUTPUT_NAME ${name}_libtorch
                          RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
    add_dependencies(examples_libtorch example_${name}_libtorch)
  endforeach()
endif()

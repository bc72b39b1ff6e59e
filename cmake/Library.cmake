# The library. Every src/**/*.cpp that is not a test belongs to it; a file named *_cpu.cpp holds kernels and is
# compiled once per instruction set. Each copy is told which one it is by RUSHLIGHT_ISA and defines the
# specialisations of cpu_table for it; src/cpu/cpu_info.cpp chooses between them when the program starts. One named
# *_scalar.cpp holds kernels that are compiled once.

file(GLOB_RECURSE RUSHLIGHT_SOURCES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/*.cpp")
set(RUSHLIGHT_KERNELS ${RUSHLIGHT_SOURCES})
list(FILTER RUSHLIGHT_SOURCES EXCLUDE REGEX "_(test|cpu)\\.cpp$")
list(FILTER RUSHLIGHT_KERNELS INCLUDE REGEX "_cpu\\.cpp$")

# What all objects of the library share, the tests of its internals too.
add_library(rushlight_private INTERFACE)
target_link_libraries(rushlight_private INTERFACE rushlight_flags Threads::Threads)
target_include_directories(rushlight_private INTERFACE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
target_compile_definitions(rushlight_private INTERFACE
  $<$<BOOL:${RUSHLIGHT_WITH_KISSFFT}>:RUSHLIGHT_KISSFFT=1>
  $<$<BOOL:${RUSHLIGHT_WITH_CURL}>:RUSHLIGHT_CURL=1>)

# The levels are the x86-64 psABI's, so that __builtin_cpu_supports("x86-64-v3") is the exact question to ask.
# Highway would ask for AES too, which no kernel uses. g++ 12 warns of its own AVX-512 header (GCC bug 105593).
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
  set(RUSHLIGHT_ISAS sse2 avx2 avx512)
  set(RUSHLIGHT_ISA_FLAGS_avx2 -march=x86-64-v3 -mtune=haswell -DHWY_DISABLE_PCLMUL_AES)
  set(RUSHLIGHT_ISA_FLAGS_avx512 -march=x86-64-v4 -mtune=skylake-avx512 -mprefer-vector-width=512 -DHWY_DISABLE_PCLMUL_AES
      -Wno-maybe-uninitialized -Wno-uninitialized)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(RUSHLIGHT_ISAS neon)
  # Highway's functions are compiled with the cryptography of ARMv8, which nothing uses, and are inlined only where it is on too.
  set(RUSHLIGHT_ISA_FLAGS_neon -march=armv8-a+crypto)
else()
  message(FATAL_ERROR "instruction sets: expected x86-64 or aarch64, got ${CMAKE_SYSTEM_PROCESSOR}")
endif()

# Kernels are -O2 with the vectoriser of -O3: full -O3 unrolls and splits loops that are vectors already, which doubled
# the time to compile them and their size and made none faster (bench/lab, bench/models).
set(RUSHLIGHT_KERNEL_OPTIMISATION $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-fvect-cost-model=dynamic>)

# Each object library has one precompiled header: what nearly all of its files read first. A quarter of the time of a
# build went into reading the same headers again.
function(rushlight_object_library name)
  add_library(${name} OBJECT ${ARGN})
  target_link_libraries(${name} PRIVATE rushlight_private)
  target_compile_definitions(${name} PRIVATE RUSHLIGHT_BUILDS_LIBRARY=1)
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  # A template's instantiation is no more visible than its arguments, which may be any type of the public headers: a shared
  # library shows everything, and binds its own calls as if it did not.
  if(BUILD_SHARED_LIBS)
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>)
  else()
    set_target_properties(${name} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  endif()
endfunction()

set(RUSHLIGHT_OBJECTS)
if(RUSHLIGHT_KERNELS)
  foreach(isa IN LISTS RUSHLIGHT_ISAS)
    rushlight_object_library(rushlight_${isa} ${RUSHLIGHT_KERNELS})
    target_include_directories(rushlight_${isa} SYSTEM PRIVATE "${RUSHLIGHT_HIGHWAY_INCLUDE}"
                               $<$<BOOL:${RUSHLIGHT_WITH_KISSFFT}>:${RUSHLIGHT_KISSFFT_INCLUDE}>)
    target_compile_definitions(rushlight_${isa} PRIVATE RUSHLIGHT_ISA=${isa} HWY_COMPILE_ONLY_STATIC)
    target_compile_options(rushlight_${isa} PRIVATE ${RUSHLIGHT_KERNEL_OPTIMISATION} -fno-trapping-math ${RUSHLIGHT_ISA_FLAGS_${isa}})
    target_precompile_headers(rushlight_${isa} PRIVATE <hwy/highway.h> <cpu/tile.h> <rushlight/core/parallel.h>)
    list(APPEND RUSHLIGHT_OBJECTS $<TARGET_OBJECTS:rushlight_${isa}>)
  endforeach()
endif()

# Levels 0 to 3, whose files read the inner headers, and level 4, whose files read the public ones.
set(_users ${RUSHLIGHT_SOURCES})
list(FILTER _users INCLUDE REGEX "/src/(nn|optim|data|io)/")
list(FILTER RUSHLIGHT_SOURCES EXCLUDE REGEX "/src/(nn|optim|data|io)/")
rushlight_object_library(rushlight_objects ${RUSHLIGHT_SOURCES})
target_precompile_headers(rushlight_objects PRIVATE <op/operator.h> <op/backward.h> <rushlight/ops.h>)
rushlight_object_library(rushlight_user_objects ${_users})
# Not rushlight/nn.h: g++ instantiates again in every file what the inline functions of a precompiled header use.
target_precompile_headers(rushlight_user_objects PRIVATE <rushlight/nn/cloneable.h> <rushlight/nn/any.h> <rushlight/optim/optimizer.h>)
# Kernels, and the loops of the random streams, which belong to the core.
set(_loops ${RUSHLIGHT_SOURCES})
list(FILTER _loops INCLUDE REGEX "_scalar\\.cpp$|/src/core/(mt19937|box_muller|random_[a-z]+)\\.cpp$")
set_source_files_properties(${_loops} PROPERTIES COMPILE_OPTIONS "${RUSHLIGHT_KERNEL_OPTIMISATION}" SKIP_PRECOMPILE_HEADERS ON)
target_link_libraries(rushlight_user_objects PRIVATE ZLIB::ZLIB)
set(RUSHLIGHT_LIBRARIES Threads::Threads ZLIB::ZLIB)
set_source_files_properties("${PROJECT_SOURCE_DIR}/src/cpu/config.cpp" PROPERTIES
                            COMPILE_DEFINITIONS "RUSHLIGHT_VERSION=\"${PROJECT_VERSION}\"" SKIP_PRECOMPILE_HEADERS ON)
if(RUSHLIGHT_WITH_LAPACK)
  set_source_files_properties("${PROJECT_SOURCE_DIR}/src/ops/linalg/lapack.cpp" PROPERTIES
                              COMPILE_DEFINITIONS "RUSHLIGHT_LAPACK=\"${RUSHLIGHT_LAPACK_NAME}\"" SKIP_PRECOMPILE_HEADERS ON)
  list(APPEND RUSHLIGHT_LIBRARIES ${CMAKE_DL_LIBS})
endif()
if(RUSHLIGHT_WITH_CURL)
  target_link_libraries(rushlight_user_objects PRIVATE CURL::libcurl)
  list(APPEND RUSHLIGHT_LIBRARIES CURL::libcurl)
endif()
if(RUSHLIGHT_WITH_MINIZIP)
  set_source_files_properties("${PROJECT_SOURCE_DIR}/src/io/zip.cpp" PROPERTIES
                              COMPILE_DEFINITIONS RUSHLIGHT_MINIZIP=1 SKIP_PRECOMPILE_HEADERS ON)
  # By its name: an installed package must not keep the path of the machine it was built on.
  list(APPEND RUSHLIGHT_LIBRARIES minizip)
endif()
list(APPEND RUSHLIGHT_OBJECTS $<TARGET_OBJECTS:rushlight_objects> $<TARGET_OBJECTS:rushlight_user_objects>)

add_library(rushlight ${RUSHLIGHT_OBJECTS})
add_library(Rushlight::rushlight ALIAS rushlight)
target_compile_features(rushlight PUBLIC cxx_std_20)
target_include_directories(rushlight PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
target_link_libraries(rushlight PRIVATE ${RUSHLIGHT_LIBRARIES})
# A static program drops what it does not use, the libraries too: one that downloads nothing does not load libcurl.
target_link_options(rushlight INTERFACE LINKER:--gc-sections LINKER:--as-needed)
set_target_properties(rushlight PROPERTIES LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
                      ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}" LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")

# Tests link the objects as an archive, whatever the library is: they are many, and an archive gives each what it uses.
add_library(rushlight_for_tests INTERFACE)
target_link_libraries(rushlight_for_tests INTERFACE rushlight_private)
if(BUILD_SHARED_LIBS)
  target_link_options(rushlight PRIVATE LINKER:-Bsymbolic-functions)
  add_library(rushlight_whole STATIC EXCLUDE_FROM_ALL ${RUSHLIGHT_OBJECTS})
  set_target_properties(rushlight_whole PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(rushlight_whole PRIVATE ${RUSHLIGHT_LIBRARIES})
  target_link_libraries(rushlight_for_tests INTERFACE rushlight_whole)
else()
  target_link_libraries(rushlight_for_tests INTERFACE rushlight)
endif()

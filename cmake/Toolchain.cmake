# How every file is compiled: build type, compiler cache, linker, sanitizers and warnings.
# The flags meet in the interface target rushlight_flags, which each of our targets links privately.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(RUSHLIGHT_CCACHE_PROGRAM ccache)
if(RUSHLIGHT_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The base directory lets two checkouts share results; the sloppiness is what precompiled headers need. Without
  # include_file_mtime: a header that was edited while it was compiled is not to be kept under its old text.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
      CCACHE_SLOPPINESS=pch_defines,time_macros ${RUSHLIGHT_CCACHE_PROGRAM})
endif()

# A cross compiler does not find it.
find_program(RUSHLIGHT_MOLD_PROGRAM mold)
if(RUSHLIGHT_MOLD_PROGRAM AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CROSSCOMPILING)
  add_link_options(-fuse-ld=mold)
endif()

if(RUSHLIGHT_SANITIZE)
  add_compile_options(-fsanitize=${RUSHLIGHT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RUSHLIGHT_SANITIZE})
endif()

add_library(rushlight_flags INTERFACE)
target_compile_features(rushlight_flags INTERFACE cxx_std_20)
target_compile_options(rushlight_flags INTERFACE -Wall -Wextra -ffunction-sections -fdata-sections -fno-math-errno)

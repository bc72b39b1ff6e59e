# The libraries we build on. Required: Highway (headers), threads, zlib. Each optional one switches itself off,
# with a line in the summary, when it is not there. docs/dependencies.md gives the reason for each.

find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)

find_path(RUSHLIGHT_HIGHWAY_INCLUDE hwy/highway.h)
if(NOT RUSHLIGHT_HIGHWAY_INCLUDE)
  message(FATAL_ERROR "Highway: expected the header hwy/highway.h, found none; install libhwy-dev or run scripts/bootstrap")
endif()

set(RUSHLIGHT_WITH_KISSFFT OFF)
if(RUSHLIGHT_KISSFFT)
  find_path(RUSHLIGHT_KISSFFT_INCLUDE kissfft/kissfft.hh)
  mark_as_advanced(RUSHLIGHT_KISSFFT_INCLUDE)
  if(RUSHLIGHT_KISSFFT_INCLUDE)
    set(RUSHLIGHT_WITH_KISSFFT ON)
  endif()
endif()

# Opened at run time under the name that all of Debian's alternatives share, so it is no library to link.
set(RUSHLIGHT_LAPACK_NAME liblapack.so.3)
set(RUSHLIGHT_WITH_LAPACK OFF)
if(RUSHLIGHT_LAPACK)
  find_library(RUSHLIGHT_LAPACK_LIBRARY NAMES ${RUSHLIGHT_LAPACK_NAME})
  mark_as_advanced(RUSHLIGHT_LAPACK_LIBRARY)
  if(RUSHLIGHT_LAPACK_LIBRARY)
    set(RUSHLIGHT_WITH_LAPACK ON)
  endif()
endif()

set(RUSHLIGHT_WITH_CURL OFF)
if(RUSHLIGHT_CURL)
  find_package(CURL QUIET)
  set(RUSHLIGHT_WITH_CURL ${CURL_FOUND})
endif()

set(RUSHLIGHT_WITH_MINIZIP OFF)
if(RUSHLIGHT_MINIZIP)
  find_path(RUSHLIGHT_MINIZIP_INCLUDE minizip/unzip.h)
  find_library(RUSHLIGHT_MINIZIP_LIBRARY minizip)
  mark_as_advanced(RUSHLIGHT_MINIZIP_INCLUDE RUSHLIGHT_MINIZIP_LIBRARY)
  if(RUSHLIGHT_MINIZIP_INCLUDE AND RUSHLIGHT_MINIZIP_LIBRARY)
    set(RUSHLIGHT_WITH_MINIZIP ON)
  endif()
endif()

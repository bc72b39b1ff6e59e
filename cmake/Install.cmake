# What 'cmake --install' puts in place: headers, the library, the command, and three ways to find them:
# find_package(Rushlight), find_package(Torch) for programs written for LibTorch, and pkg-config.
# test/package builds and runs a program through each of the three.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

foreach(folder IN ITEMS rushlight torch ATen c10)
  if(EXISTS "${PROJECT_SOURCE_DIR}/include/${folder}")
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/${folder}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  endif()
endforeach()

target_include_directories(rushlight PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(TARGETS rushlight EXPORT RushlightTargets)
if(TARGET rushlight_tool)
  install(TARGETS rushlight_tool)
endif()

set(_rushlight_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Rushlight")
set(_torch_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Torch")
install(EXPORT RushlightTargets NAMESPACE Rushlight:: DESTINATION "${_rushlight_dir}")
configure_package_config_file(cmake/RushlightConfig.cmake.in RushlightConfig.cmake INSTALL_DESTINATION "${_rushlight_dir}")
configure_package_config_file(cmake/TorchConfig.cmake.in TorchConfig.cmake INSTALL_DESTINATION "${_torch_dir}"
                              PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(RushlightConfigVersion.cmake COMPATIBILITY SameMinorVersion)
# Programs ask for the LibTorch whose interface this is.
write_basic_package_version_file(TorchConfigVersion.cmake VERSION 2.13.0 COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/RushlightConfig.cmake" "${PROJECT_BINARY_DIR}/RushlightConfigVersion.cmake"
        DESTINATION "${_rushlight_dir}")
install(FILES "${PROJECT_BINARY_DIR}/TorchConfig.cmake" "${PROJECT_BINARY_DIR}/TorchConfigVersion.cmake"
        DESTINATION "${_torch_dir}")

# A static library needs its own libraries named; pkg-config shows them without --static too, so that one command
# line works for both kinds.
set(_private_libs "")
if(NOT BUILD_SHARED_LIBS)
  set(_private_libs "-Wl,--gc-sections -Wl,--as-needed -lz")
  if(RUSHLIGHT_WITH_CURL)
    string(APPEND _private_libs " -lcurl")
  endif()
  if(RUSHLIGHT_WITH_MINIZIP)
    string(APPEND _private_libs " -lminizip")
  endif()
  string(APPEND _private_libs " ${CMAKE_THREAD_LIBS_INIT}")
endif()
set(RUSHLIGHT_PC_LIBS "${_private_libs}")
configure_file(cmake/rushlight.pc.in rushlight.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/rushlight.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

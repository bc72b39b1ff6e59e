# The programs of test/compat/programs: LibTorch programs as people write them, built with no edit and run. Each returns
# 0 when it has converged. With RUSHLIGHT_PEER_TORCH the target 'compat_libtorch' builds them against LibTorch too.

file(GLOB _programs CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/test/compat/programs/*.cpp")
if(RUSHLIGHT_PEER_TORCH AND COMMAND rushlight_libtorch_program)
  add_custom_target(compat_libtorch)
endif()
foreach(source IN LISTS _programs)
  cmake_path(GET source STEM name)
  if(TARGET rushlight_program_header)
    add_executable(compat_${name} ${source})
    rushlight_program_settings(compat_${name})
    target_compile_options(compat_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    set_target_properties(compat_${name} PROPERTIES OUTPUT_NAME ${name}
                          RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/compat")
    add_test(NAME compat.${name} COMMAND compat_${name})
    set_tests_properties(compat.${name} PROPERTIES LABELS compat TIMEOUT 300)
  endif()
  if(TARGET compat_libtorch)
    rushlight_libtorch_program(compat_${name}_libtorch ${source})
    set_target_properties(compat_${name}_libtorch PROPERTIES OUTPUT_NAME ${name}_libtorch
                          RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/compat")
    add_dependencies(compat_libtorch compat_${name}_libtorch)
  endif()
endforeach()

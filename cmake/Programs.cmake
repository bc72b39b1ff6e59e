# The programs that use the library through its public headers: the rushlight command and the examples, each
# examples/*.cpp one program.

# A program against the public headers. They share one precompiled header, which belongs to a file of its own: most of
# the time of so short a file goes into reading torch/torch.h.
function(rushlight_program_settings target)
  target_link_libraries(${target} PRIVATE rushlight rushlight_flags)
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  if(NOT target STREQUAL "rushlight_program_header")
    target_precompile_headers(${target} REUSE_FROM rushlight_program_header)
  endif()
endfunction()
if(RUSHLIGHT_TOOLS OR RUSHLIGHT_EXAMPLES)
  file(CONFIGURE OUTPUT program_header.cpp CONTENT "// The precompiled header of the programs belongs to this file.\n")
  add_library(rushlight_program_header OBJECT "${PROJECT_BINARY_DIR}/program_header.cpp")
  rushlight_program_settings(rushlight_program_header)
  target_precompile_headers(rushlight_program_header PRIVATE <torch/torch.h>)
endif()

# All of the command but its main() is apart, so that tests can use it too.
if(RUSHLIGHT_TOOLS)
  file(GLOB _sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/rushlight/*.cpp")
  list(FILTER _sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  add_library(rushlight_tool_parts OBJECT ${_sources})
  rushlight_program_settings(rushlight_tool_parts)
  add_executable(rushlight_tool tools/rushlight/main.cpp $<TARGET_OBJECTS:rushlight_tool_parts>)
  rushlight_program_settings(rushlight_tool)
  set_target_properties(rushlight_tool PROPERTIES OUTPUT_NAME rushlight RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endif()

set(RUSHLIGHT_EXAMPLE_NAMES)
if(RUSHLIGHT_EXAMPLES)
  file(GLOB _sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.cpp")
  foreach(source IN LISTS _sources)
    cmake_path(GET source STEM name)
    add_executable(example_${name} ${source})
    rushlight_program_settings(example_${name})
    set_target_properties(example_${name} PROPERTIES OUTPUT_NAME ${name}
                          RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
    list(APPEND RUSHLIGHT_EXAMPLE_NAMES ${name})
  endforeach()
endif()

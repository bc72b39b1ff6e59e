# The programs that use the library through its public headers: the rushlight command and the examples, each
# examples/*.cpp one program.

if(RUSHLIGHT_TOOLS)
  file(GLOB _sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/rushlight/*.cpp")
  list(FILTER _sources EXCLUDE REGEX "_test\\.cpp$")
  if(_sources)
    add_executable(rushlight_tool ${_sources})
    target_link_libraries(rushlight_tool PRIVATE rushlight rushlight_flags)
    set_target_properties(rushlight_tool PROPERTIES OUTPUT_NAME rushlight RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  endif()
endif()

# The examples use most of the library: they wait for its last parts.
set(RUSHLIGHT_EXAMPLE_NAMES)
if(RUSHLIGHT_EXAMPLES AND EXISTS "${PROJECT_SOURCE_DIR}/include/torch/torch.h"
   AND EXISTS "${PROJECT_SOURCE_DIR}/include/rushlight/nn" AND EXISTS "${PROJECT_SOURCE_DIR}/include/rushlight/optim"
   AND EXISTS "${PROJECT_SOURCE_DIR}/include/rushlight/data")
  file(GLOB _sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/examples/*.cpp")
  foreach(source IN LISTS _sources)
    cmake_path(GET source STEM name)
    add_executable(example_${name} ${source})
    target_link_libraries(example_${name} PRIVATE rushlight rushlight_flags)
    set_target_properties(example_${name} PROPERTIES OUTPUT_NAME ${name}
                          RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
    list(APPEND RUSHLIGHT_EXAMPLE_NAMES ${name})
  endforeach()
endif()

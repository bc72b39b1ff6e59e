# The programs that use the library through its public headers: the rushlight command and the examples, each
# examples/*.cpp one program.

# The command, the examples, and the tests of test/models and test/golden use most of the library: they wait for its
# last parts.
set(RUSHLIGHT_WHOLE ON)
foreach(part IN ITEMS torch/torch.h rushlight/nn rushlight/optim rushlight/data)
  if(NOT EXISTS "${PROJECT_SOURCE_DIR}/include/${part}")
    set(RUSHLIGHT_WHOLE OFF)
  endif()
endforeach()

# All of the command but its main() is apart, so that tests can use it too.
if(RUSHLIGHT_TOOLS AND RUSHLIGHT_WHOLE)
  file(GLOB _sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tools/rushlight/*.cpp")
  list(FILTER _sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  add_library(rushlight_tool_parts OBJECT ${_sources})
  target_link_libraries(rushlight_tool_parts PRIVATE rushlight rushlight_flags)
  add_executable(rushlight_tool tools/rushlight/main.cpp $<TARGET_OBJECTS:rushlight_tool_parts>)
  target_link_libraries(rushlight_tool PRIVATE rushlight rushlight_flags)
  set_target_properties(rushlight_tool PROPERTIES OUTPUT_NAME rushlight RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endif()

set(RUSHLIGHT_EXAMPLE_NAMES)
if(RUSHLIGHT_EXAMPLES AND RUSHLIGHT_WHOLE)
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

# The tests: src/**/*_test.cpp and test/**/*.cpp, gathered by folder into a few GoogleTest programs, each test of
# which is one entry of ctest, labelled with the program's name, or 'slow' when it has Slow in its own.
# test/harness (the OpCase driver) is linked to every program; test/package, test/docs and test/compat/programs have
# entries of their own.

find_package(GTest REQUIRED)
include(GoogleTest)
include(MnistDir)

file(GLOB_RECURSE _tests CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/*_test.cpp" "${PROJECT_SOURCE_DIR}/test/*.cpp"
     "${PROJECT_SOURCE_DIR}/tools/*_test.cpp")
list(FILTER _tests EXCLUDE REGEX "/test/package/|/test/compat/programs/|/test/golden/(.*/)?make_")
if(RUSHLIGHT_WITH_LAPACK)
  list(FILTER _tests EXCLUDE REGEX "/without_lapack_test\\.cpp$")
else()
  list(FILTER _tests EXCLUDE REGEX "/ops/linalg/(decompositions|eig|functions|systems)_test\\.cpp$")
endif()
if(NOT RUSHLIGHT_WITH_MINIZIP)
  list(FILTER _tests EXCLUDE REGEX "/io/(pickle|torch_file)_test\\.cpp$")
endif()
if(NOT TARGET rushlight_tool_parts)
  list(FILTER _tests EXCLUDE REGEX "/tools/")
endif()
set(_harness ${_tests})
list(FILTER _harness INCLUDE REGEX "/test/harness/")
list(FILTER _harness EXCLUDE REGEX "_test\\.cpp$")
if(_harness)
  list(REMOVE_ITEM _tests ${_harness})
endif()

# The program a test file belongs to.
function(rushlight_test_program file result)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE path)
  if(path MATCHES "^src/(core|cpu|op|autograd)/" OR path MATCHES "^test/harness/")
    set(${result} tests_core PARENT_SCOPE)
  elseif(path MATCHES "^src/(nn|optim)/")
    set(${result} tests_nn PARENT_SCOPE)
  elseif(path MATCHES "^src/(data|io|vision|text|tabular|train|serve|onnx)/" OR path MATCHES "^tools/")
    set(${result} tests_data PARENT_SCOPE)
  elseif(path MATCHES "^(src|test)/([^/]+)/")
    set(${result} tests_${CMAKE_MATCH_2} PARENT_SCOPE)
  else()
    set(${result} tests_other PARENT_SCOPE)
  endif()
endfunction()

# What the test programs share: flags, the harness, and one precompiled header.
add_library(rushlight_test_flags INTERFACE)
target_link_libraries(rushlight_test_flags INTERFACE rushlight_for_tests GTest::gtest ZLIB::ZLIB)
target_include_directories(rushlight_test_flags INTERFACE "${PROJECT_SOURCE_DIR}/test" "${PROJECT_SOURCE_DIR}"
                           "${PROJECT_SOURCE_DIR}/tools/rushlight")
target_compile_definitions(rushlight_test_flags INTERFACE RUSHLIGHT_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/test/golden")
# Tests run once: more optimisation takes longer than it saves.
target_compile_options(rushlight_test_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> $<$<CONFIG:Release>:-O1>)
if(RUSHLIGHT_SANITIZE)
  target_compile_options(rushlight_test_flags INTERFACE -O0)
endif()

file(CONFIGURE OUTPUT test_header.cpp CONTENT "// The precompiled header of the tests belongs to this file.\n")
add_library(rushlight_test_parts OBJECT "${PROJECT_BINARY_DIR}/test_header.cpp" ${_harness})
target_link_libraries(rushlight_test_parts PRIVATE rushlight_test_flags)
target_precompile_headers(rushlight_test_parts PRIVATE <gtest/gtest.h> <rushlight/rushlight.h>)

set(RUSHLIGHT_TEST_PROGRAMS)
if(TARGET rushlight_tool_parts)
  set(_sources_tests_data $<TARGET_OBJECTS:rushlight_tool_parts>)
endif()
foreach(file IN LISTS _tests)
  rushlight_test_program("${file}" program)
  list(APPEND RUSHLIGHT_TEST_PROGRAMS ${program})
  list(APPEND _sources_${program} "${file}")
endforeach()
list(REMOVE_DUPLICATES RUSHLIGHT_TEST_PROGRAMS)

set(_discover DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60)
foreach(program IN LISTS RUSHLIGHT_TEST_PROGRAMS)
  add_executable(${program} ${_sources_${program}} $<TARGET_OBJECTS:rushlight_test_parts>)
  target_link_libraries(${program} PRIVATE rushlight_test_flags GTest::gtest_main)
  target_precompile_headers(${program} REUSE_FROM rushlight_test_parts)
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  gtest_discover_tests(${program} ${_discover} TEST_FILTER "-*Slow*"
                       PROPERTIES LABELS ${program} TIMEOUT 120)
  gtest_discover_tests(${program} ${_discover} TEST_FILTER "*Slow*"
                       PROPERTIES LABELS slow TIMEOUT 600)
endforeach()

# What the environment says is read once, so it needs a process of its own.
add_test(NAME WinogradSwitch.FollowsTheEnvironmentThatSaysOff
         COMMAND tests_ops --gtest_filter=WinogradSwitch.FollowsTheEnvironment)
set_tests_properties(WinogradSwitch.FollowsTheEnvironmentThatSaysOff
                     PROPERTIES ENVIRONMENT RUSHLIGHT_WINOGRAD=off LABELS tests_ops TIMEOUT 120)

include(ExampleTests)
include(CompatTests)
if(TARGET rushlight_tool)
  include(ToolTests)
endif()
if(RUSHLIGHT_INSTALL AND NOT RUSHLIGHT_SANITIZE)
  include(PackageTests)
  include(DocTests)
endif()

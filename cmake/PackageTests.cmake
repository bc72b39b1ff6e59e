# The test of the installed package: install into the build tree, then build and run a program outside the project in
# each of the three ways a user may find the library (test/package).

set(_prefix "${PROJECT_BINARY_DIR}/package/prefix")
add_test(NAME package.install COMMAND ${CMAKE_COMMAND} --install "${PROJECT_BINARY_DIR}" --prefix "${_prefix}")
set_tests_properties(package.install PROPERTIES FIXTURES_SETUP package LABELS package TIMEOUT 60)
foreach(way IN ITEMS rushlight torch pkg-config)
  add_test(NAME package.${way} COMMAND "${PROJECT_SOURCE_DIR}/test/package/run" ${way} "${PROJECT_SOURCE_DIR}/test/package"
           "${_prefix}" "${PROJECT_BINARY_DIR}/package/${way}" "${CMAKE_CXX_COMPILER}")
  set_tests_properties(package.${way} PROPERTIES FIXTURES_REQUIRED package LABELS package TIMEOUT 120)
endforeach()

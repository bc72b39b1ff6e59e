# The documents: their code is compiled, built, run or checked against the installed package (test/docs/check_document).

find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  file(GLOB _documents CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/*.md" "${PROJECT_SOURCE_DIR}/docs/*.md")
  foreach(document IN LISTS _documents)
    cmake_path(GET document STEM name)
    add_test(NAME docs.${name} COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/test/docs/check_document" "${document}"
             "${PROJECT_BINARY_DIR}/package/prefix" "${PROJECT_BINARY_DIR}/docs/${name}")
    set_tests_properties(docs.${name} PROPERTIES FIXTURES_REQUIRED package LABELS docs TIMEOUT 300
                         ENVIRONMENT "CXX=${CMAKE_CXX_COMPILER}")
  endforeach()
endif()

# The examples that are quick enough to run with the tests. Each returns 0 when it reaches its own goal.

function(rushlight_example_test name)
  if(TARGET example_${name})
    add_test(NAME example.${name} COMMAND example_${name} ${ARGN})
    set_tests_properties(example.${name} PROPERTIES LABELS examples TIMEOUT 300)
  endif()
endfunction()

rushlight_example_test(linear_regression_scratch)
rushlight_example_test(linear_regression)
rushlight_example_test(kfold)
rushlight_example_test(data_cleaning)
if(RUSHLIGHT_MNIST_DIR)
  rushlight_example_test(softmax_regression_scratch "${RUSHLIGHT_MNIST_DIR}" --epochs 1)
  rushlight_example_test(softmax_regression "${RUSHLIGHT_MNIST_DIR}")
  rushlight_example_test(mlp "${RUSHLIGHT_MNIST_DIR}")
  rushlight_example_test(early_stopping "${RUSHLIGHT_MNIST_DIR}")
endif()

# The rushlight command from end to end, on a few digits that it draws itself, and what it says when it cannot work.

set(_folder "${PROJECT_BINARY_DIR}/tool-test")

function(rushlight_tool_test name regex)
  add_test(NAME tool.${name} COMMAND rushlight_tool ${ARGN})
  set_tests_properties(tool.${name} PROPERTIES LABELS tool TIMEOUT 120 PASS_REGULAR_EXPRESSION "${regex}")
endfunction()

rushlight_tool_test(digits "contains 1 280 digits to learn from and 200 to test with"
                    digits "${_folder}/digits" --train 1280 --test 200)
set_tests_properties(tool.digits PROPERTIES FIXTURES_SETUP tool_digits)
# The last words come from the second process, below its pictures.
rushlight_tool_test(demo "Test accuracy: 0\\.[5-9].*A second process loads it.*[0-9] \\([0-9.]+ %\\)"
                    demo --data "${_folder}/digits" --epochs 2 --batch 32 --model "${_folder}/model.rush")
set_tests_properties(tool.demo PROPERTIES FIXTURES_REQUIRED tool_digits)
rushlight_tool_test(threads "batches of 64, 3 threads" demo --data "${_folder}/digits" --epochs 1)
set_tests_properties(tool.threads PROPERTIES FIXTURES_REQUIRED tool_digits ENVIRONMENT OMP_NUM_THREADS=3)
rushlight_tool_test(no_data "rushlight demo: no digits in .*/nowhere: the four files of MNIST" demo --data "${_folder}/nowhere")
rushlight_tool_test(no_model "rushlight classify: load: expected a file, got 'No such file or directory'"
                    classify "${_folder}/none.rush")
rushlight_tool_test(bad_option "rushlight demo: --epochs needs a whole number of at least 1, not 'two'" demo --epochs two)
rushlight_tool_test(bad_verb "rushlight: 'train' is no verb" train)
rushlight_tool_test(help "rushlight demo \\[--data DIR\\].*rushlight classify MODEL" help)
rushlight_tool_test(bad_model_place "rushlight demo: the network could not be saved as /proc/none/model.rush: No such file or directory"
                    demo --data "${_folder}/digits" --model /proc/none/model.rush)

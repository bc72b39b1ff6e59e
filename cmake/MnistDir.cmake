# Looks for MNIST where the programs look: $RUSHLIGHT_DATA, ./data and ../shared/data, each with or without a folder
# named mnist. Sets RUSHLIGHT_MNIST_DIR to the folder with the files, or to nothing.

set(RUSHLIGHT_MNIST_DIR "")
foreach(folder IN ITEMS "$ENV{RUSHLIGHT_DATA}" "${PROJECT_SOURCE_DIR}/data" "${PROJECT_SOURCE_DIR}/../shared/data")
  foreach(file IN ITEMS "${folder}/mnist/train-images-idx3-ubyte" "${folder}/train-images-idx3-ubyte")
    if(folder AND NOT RUSHLIGHT_MNIST_DIR AND (EXISTS "${file}" OR EXISTS "${file}.gz"))
      cmake_path(GET file PARENT_PATH RUSHLIGHT_MNIST_DIR)
    endif()
  endforeach()
endforeach()

// Writes what LibTorch 2.13 answers to the calls in this folder: make_calls NAME > NAME.txt for each name below.
// Compile with -std=c++20 -DCALLS_OF_LIBTORCH and the flags for LibTorch of its `torch==2.13.0` wheel.
#include <cstring>

#include "create_calls.h"
#include "dtype_calls.h"
#include "image_calls.h"
#include "index_calls.h"
#include "inner_calls.h"
#include "linalg_calls.h"
#include "out_calls.h"
#include "random_calls.h"
#include "search_calls.h"
#include "shape_calls.h"
#include "sort_calls.h"
#include "write_calls.h"

int main(int, char** argv) {
  calls::Lines lines;
  if (!std::strcmp(argv[1], "random")) calls::random(lines);
  if (!std::strcmp(argv[1], "create")) calls::create(lines);
  if (!std::strcmp(argv[1], "sort")) calls::sort(lines);
  if (!std::strcmp(argv[1], "linalg")) calls::linalg(lines);
  if (!std::strcmp(argv[1], "index")) calls::index(lines);
  if (!std::strcmp(argv[1], "inner")) calls::inner(lines);
  if (!std::strcmp(argv[1], "dtype")) calls::dtype(lines);
  if (!std::strcmp(argv[1], "image")) calls::image(lines);
  if (!std::strcmp(argv[1], "out")) calls::out(lines), calls::into_integers(lines);
  if (!std::strcmp(argv[1], "search")) calls::search(lines);
  if (!std::strcmp(argv[1], "shape")) calls::shape(lines);
  if (!std::strcmp(argv[1], "write")) calls::write(lines);
  for (const std::string& line : lines.all) std::puts(line.c_str());
  for (const std::string& error : lines.errors) std::fprintf(stderr, "%s\n", error.c_str());
}

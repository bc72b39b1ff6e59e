// Writes print.txt on standard output: tensors and modules as LibTorch's operator<< writes them.
// Compile with the headers and libraries of torch==2.13.0, test/ in the include path; no part of our build.
// Read next: print_cases.h, the list of what is printed.
#include <cstdio>
#include <sstream>
#include <string>

#include "golden/print_cases.h"

int main() {
  std::printf("# print: LibTorch 2.13.0, by make_golden_print.cpp\n");
  for (const auto& [name, text] : torch::rushlight::golden::printed_texts()) {
    std::printf("case %s\nprinted text\n", name.c_str());
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) std::printf("|%s\n", line.c_str());
  }
}

// Writes nn.txt or layers.txt (the argument: nn, layers) on standard output: the figures and texts of nn_cases.h or
// layer_cases.h as LibTorch computes them. Compile with the headers and libraries of torch==2.13.0, test/ in the include
// path; no part of our build. Read next: nn_cases.h, the list of cases.
#include <cstdio>
#include <sstream>
#include <string>

#include "golden/layer_cases.h"

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "nn";
  const auto figures =
      name == "nn" ? torch::rushlight::golden::nn_figures() : torch::rushlight::golden::layer_figures();
  std::printf("# %s: LibTorch 2.13.0, by make_golden_nn.cpp\n", name.c_str());
  for (const auto& [name, values] : figures.values) {
    std::printf("case %s\nvalues f64 [%zu]", name.c_str(), values.size());
    for (double v : values) std::printf(" %.9g", v);
    std::printf("\n");
  }
  for (const auto& [name, text] : figures.texts) {
    std::printf("case text.%s\nprinted text\n", name.c_str());
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) std::printf("|%s\n", line.c_str());
  }
}

// What the header costs by itself, before a program has used any of it. Read next: training_loop.cpp.
#include <torch/torch.h>

int main() {}

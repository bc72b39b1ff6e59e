// From the start of a process to the end of the first step of W3's MLP: what a person waits for who starts a program.
// The benchmark starts itself again and again, and takes the time until the child says that its step is done. Read next: ../overhead/calls.cpp.
#include <torch/torch.h>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "training.h"

namespace nn = torch::nn;

static void one_step() {
  prepare();
  nn::Sequential model(nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 64), nn::ReLU(), nn::Linear(64, 10));
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.03));
  optimizer.zero_grad();
  torch::cross_entropy_loss(model->forward(torch::randn({64, 784})), ten_classes(64)).backward();
  optimizer.step();
}

// Runs this program with --child; returns the milliseconds until the byte that it writes behind its step.
static double run_child() {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  char program[] = "/proc/self/exe", word[] = "--child";
  char* arguments[] = {program, word, nullptr};
  pid_t child = 0;
  char done = 0;
  const auto start = std::chrono::steady_clock::now();
  if (posix_spawn(&child, program, &actions, nullptr, arguments, environ) != 0) std::abort();
  close(ends[1]);
  if (read(ends[0], &done, 1) != 1) std::abort();
  const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  close(ends[0]);
  posix_spawn_file_actions_destroy(&actions);
  waitpid(child, nullptr, 0);
  return passed.count();
}

static bench::Timing first_step() {
  std::vector<double> ms(11);
  run_child();  // the files are in memory from now on
  for (double& time : ms) time = run_child();
  std::sort(ms.begin(), ms.end());
  return {ms[1], ms[5]};
}

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--child") == 0) {
    one_step();
    return write(STDOUT_FILENO, "x", 1) == 1 ? 0 : 1;
  }
  const bench::Case cases[] = {{"first_step", first_step}};
  return bench::run(cases, argc, argv);
}

// rushlight demo: trains a digit classifier, tests it, saves it, and lets a second process load it and show it.
// Read next: digit_data.cpp for the data, classify.cpp for the second process.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "digit_data.h"
#include "digit_net.h"
#include "progress.h"
#include "verbs.h"

extern char** environ;

namespace fs = std::filesystem;
using torch::data::datasets::MNIST;

namespace {

struct Plan {
  int64_t epochs, batch, threads, seed;
  std::string model_file;
};

auto prepared(const MNIST& images) {
  return MNIST(images)
      .map(torch::data::transforms::Normalize<>(kPixelMean, kPixelDeviation))
      .map(torch::data::transforms::Stack<>());
}

int64_t count_right(const torch::Tensor& scores, const torch::Tensor& targets) {
  return scores.argmax(1).eq(targets).sum().item<int64_t>();
}

template <class Loader>
void train_epoch(DigitNet& net, torch::optim::Adam& optimizer, Loader& loader, Progress& progress) {
  net->train();
  int64_t seen = 0, right = 0;
  double loss_sum = 0;
  for (auto& batch : loader) {
    const int64_t n = batch.data.size(0);
    optimizer.zero_grad();
    const torch::Tensor scores = net->forward(batch.data);
    const torch::Tensor loss = torch::nn::functional::cross_entropy(scores, batch.target);
    loss.backward();
    optimizer.step();
    loss_sum += loss.template item<double>() * static_cast<double>(n);
    right += count_right(scores.detach(), batch.target);
    seen += n;
    progress.show(seen, loss_sum / static_cast<double>(seen),
                  static_cast<double>(right) / static_cast<double>(seen));
  }
  progress.finish();
}

double test_accuracy(DigitNet& net, const MNIST& images) {
  torch::NoGradGuard no_grad;
  net->eval();
  const auto loader =
      torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(prepared(images), 100);
  int64_t right = 0;
  for (auto& batch : *loader) right += count_right(net->forward(batch.data), batch.target);
  return static_cast<double>(right) / static_cast<double>(*images.size());
}

void train_and_test(const Plan& plan, const DigitData& digits) {
  const MNIST train(digits.folder), test(digits.folder, MNIST::Mode::kTest);
  const auto images = static_cast<int64_t>(*train.size());
  if (images == 0 || *test.size() == 0) throw std::runtime_error("there are no images in " + digits.folder);
  std::printf("Data: %s, %s images to learn from and %s to test with\n", digits.description.c_str(),
              grouped(images).c_str(), grouped(static_cast<int64_t>(*test.size())).c_str());

  torch::manual_seed(static_cast<uint64_t>(plan.seed));
  DigitNet net;
  int64_t weights = 0;
  for (const auto& p : net->parameters()) weights += p.numel();
  std::printf("Network: two convolutions and two linear layers, %s weights; batches of %lld, %d thread%s\n",
              grouped(weights).c_str(), static_cast<long long>(plan.batch), torch::get_num_threads(),
              torch::get_num_threads() == 1 ? "" : "s");
  torch::optim::Adam optimizer(net->parameters(), torch::optim::AdamOptions(1e-3));
  const auto loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      prepared(train), static_cast<size_t>(plan.batch));
  for (int64_t epoch = 1; epoch <= plan.epochs; ++epoch) {
    Progress progress("Epoch " + std::to_string(epoch) + "/" + std::to_string(plan.epochs), images,
                      standard_output());
    train_epoch(net, optimizer, *loader, progress);
  }
  std::printf("Test accuracy: %.4f of %s images the network has not seen\n", test_accuracy(net, test),
              grouped(static_cast<int64_t>(*test.size())).c_str());

  torch::save(net, plan.model_file);
  std::printf("Saved as %s, %s bytes\n", plan.model_file.c_str(),
              grouped(static_cast<int64_t>(fs::file_size(plan.model_file))).c_str());
}

// Finds out before the training, not after it, that the network cannot be saved.
void prepare_model_file(const std::string& file, bool fresh) {
  std::error_code error;
  if (fresh) fs::remove(file, error);
  fs::path folder = fs::path(file).parent_path();
  if (folder.empty()) folder = ".";
  fs::create_directories(folder, error);
  if (access(folder.c_str(), W_OK) != 0) {
    throw std::runtime_error("the network could not be saved as " + file + ": " + std::strerror(errno));
  }
}

// Runs this program again with other words; returns its exit code.
int run_again(std::vector<std::string> words) {
  const std::string program = fs::read_symlink("/proc/self/exe").string();
  words.insert(words.begin(), program);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::fflush(stdout);
  pid_t child = 0;
  if (const int error = posix_spawn(&child, program.c_str(), nullptr, nullptr, argv.data(), environ)) {
    throw std::runtime_error("a second process could not be started: " + std::string(std::strerror(error)));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : kFailed;
}

}  // namespace

const char* const kDemoUsage =
    "rushlight demo [--data DIR] [--download] [--fresh] [--epochs N] [--batch N] [--threads N] [--seed N] "
    "[--model FILE]\n"
    "  Trains a convolutional network on handwritten digits, tests it, saves it, and lets a second process "
    "load it and\n"
    "  classify a few of the test images.\n"
    "    --data DIR     take the digits (MNIST's files, plain or .gz) from DIR; otherwise MNIST is taken "
    "from\n"
    "                   $RUSHLIGHT_DATA, ./data or ../shared/data, and without it this program draws its own "
    "digits\n"
    "    --download     fetch MNIST into $RUSHLIGHT_DATA or ./data when it is nowhere else\n"
    "    --fresh        remove what an earlier run left: the drawn digits and the saved model\n"
    "    --epochs N     go through the training images N times (1)\n"
    "    --batch N      learn from N images at a time (64)\n"
    "    --threads N    use N threads (as many as there are cores)\n"
    "    --seed N       begin with other random numbers (1)\n"
    "    --model FILE   save the network as FILE (data/demo-model.rush)\n";

int demo(Arguments arguments) {
  const std::string folder = arguments.text("data", "");
  const bool download = arguments.flag("download"), fresh = arguments.flag("fresh");
  Plan plan{};
  plan.epochs = arguments.number("epochs", 1, 1);
  plan.batch = arguments.number("batch", 64, 1);
  plan.threads = arguments.number("threads", 0, 0);
  plan.seed = arguments.number("seed", 1, 0);
  plan.model_file = arguments.text("model", "data/demo-model.rush");
  arguments.finish();

  if (plan.threads > 0) torch::set_num_threads(static_cast<int>(plan.threads));
  prepare_model_file(plan.model_file, fresh);
  const DigitData digits = choose_digits(folder, download, fresh);
  train_and_test(plan, digits);

  std::printf("\nA second process loads it and is shown some of the test images:\n\n");
  std::vector<std::string> words{"classify",    plan.model_file, "--data",
                                 digits.folder, "--seed",        std::to_string(plan.seed)};
  if (plan.threads > 0) words.insert(words.end(), {"--threads", std::to_string(plan.threads)});
  return run_again(std::move(words));
}

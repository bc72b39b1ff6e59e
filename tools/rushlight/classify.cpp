// rushlight classify: loads a network that the demonstration saved and shows what it sees in a few test images.
#include <cstdio>
#include <random>
#include <stdexcept>

#include "digit_data.h"
#include "digit_net.h"
#include "picture.h"
#include "terminal.h"
#include "verbs.h"

using torch::data::datasets::MNIST;

namespace {

// `count` images of `images`, as a batch.
torch::data::Example<> pick(const MNIST& images, int64_t count, int64_t seed) {
  std::mt19937_64 random(static_cast<uint64_t>(seed));
  std::vector<size_t> rows;
  for (int64_t i = 0; i < count; ++i) rows.push_back(random() % *images.size());
  return MNIST(images).map(torch::data::transforms::Stack<>()).get_batch(rows);
}

std::string caption_of(int64_t predicted, double probability, int64_t label) {
  char text[64];
  if (predicted == label) {
    std::snprintf(text, sizeof text, "%d (%.1f %%)", static_cast<int>(predicted), 100 * probability);
  } else {
    std::snprintf(text, sizeof text, "%d (%.1f %%), but it is %d", static_cast<int>(predicted),
                  100 * probability, static_cast<int>(label));
  }
  return text;
}

}  // namespace

const char* const kClassifyUsage =
    "rushlight classify MODEL [--data DIR] [--count N] [--seed N] [--threads N]\n"
    "  Loads the network that 'rushlight demo' saved as MODEL and draws test images with the digit it sees "
    "in each and\n"
    "  how sure it is.\n"
    "    --data DIR     take the images from DIR (else as 'rushlight demo' does)\n"
    "    --count N      show N images (4)\n"
    "    --seed N       show others (1)\n"
    "    --threads N    use N threads\n";

int classify(Arguments arguments) {
  const std::string folder = arguments.text("data", "");
  const int64_t count = arguments.number("count", 4, 1);
  const int64_t seed = arguments.number("seed", 1, 0);
  const int64_t threads = arguments.number("threads", 0, 0);
  const std::string model_file = arguments.word("model");
  arguments.finish();
  if (threads > 0) torch::set_num_threads(static_cast<int>(threads));

  DigitNet net;
  torch::load(net, model_file);
  net->eval();
  const MNIST images(choose_digits(folder, false, false).folder, MNIST::Mode::kTest);
  if (*images.size() == 0) throw std::runtime_error("there are no test images");
  const auto batch = pick(images, count, seed);

  torch::NoGradGuard no_grad;
  const torch::Tensor shown = batch.data.sub(kPixelMean).div(kPixelDeviation);
  const torch::Tensor probabilities = torch::softmax(net->forward(shown), 1);
  const torch::Tensor predicted = probabilities.argmax(1);
  std::vector<Picture> pictures;
  for (int64_t i = 0; i < count; ++i) {
    const torch::Tensor image = batch.data[i].contiguous();
    const auto digit = predicted[i].item<int64_t>();
    Picture picture{
        28,
        28,
        {},
        caption_of(digit, probabilities[i][digit].item<double>(), batch.target[i].item<int64_t>())};
    picture.pixels.assign(image.data_ptr<float>(), image.data_ptr<float>() + image.numel());
    pictures.push_back(std::move(picture));
  }
  const Terminal terminal = standard_output();
  for (const std::string& line : draw(pictures, terminal.columns, terminal.colours))
    std::printf("%s\n", line.c_str());
  return kDone;
}

// Writes test/golden/pickle/libtorch.pt with LibTorch's own pickle_save. usage: make_golden_pickle FILE
#include <torch/torch.h>

#include <fstream>

int main(int, char** argv) {
  c10::Dict<std::string, torch::Tensor> dict;
  dict.insert("w", torch::arange(4.0));
  dict.insert("b", torch::ones({2}, torch::kLong));
  std::vector<torch::IValue> values{torch::arange(3.0),
                                    5,
                                    2.5,
                                    true,
                                    "text",
                                    std::vector<int64_t>{1, 2},
                                    std::vector<double>{0.5},
                                    std::vector<torch::Tensor>{torch::ones({1})},
                                    c10::List<bool>({true, false}),
                                    dict};
  const std::vector<char> bytes = torch::pickle_save(c10::ivalue::Tuple::create(values));
  std::ofstream(argv[1], std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

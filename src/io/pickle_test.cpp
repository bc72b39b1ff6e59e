// pickle_save and pickle_load: files of torch.save and of LibTorch (test/golden/pickle), what comes back of what was saved,
// and bytes that are damaged, cut or hostile.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include "harness/outcome.h"
#include "io/pickle_reader.h"
#include "io/zip.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using GenericDict = Dict<IValue, IValue>;

std::vector<char> golden(const std::string& name) {
  std::ifstream in(std::string(RUSHLIGHT_GOLDEN_DIR) + "/pickle/" + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Pickle, TensorsOfPython) {
  EXPECT_TRUE(equal(pickle_load(golden("tensor.pt")).toTensor(), tensor({{1.0f, 2.0f}, {3.0f, 4.0f}})));
  const auto list = pickle_load(golden("tensors.pt")).toTensorVector();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(equal(list[1], zeros({1, 2})));
}

TEST(Pickle, AStateDictOfPython) {
  const GenericDict weights = pickle_load(golden("state_dict.pt")).toGenericDict();
  EXPECT_EQ(weights.size(), 7u);
  EXPECT_EQ(weights.begin()->key().toStringRef(), "fc.weight");
  EXPECT_TRUE(equal(weights.at("fc.weight").toTensor(), arange(6, kFloat).reshape({2, 3})));
  EXPECT_TRUE(equal(weights.at("norm.bias").toTensor(), tensor({30.0f, 31.0f})));
  EXPECT_EQ(weights.at("norm.num_batches_tracked").toTensor().item<int64_t>(), 0);
}

TEST(Pickle, ValuesOfPython) {
  const GenericDict v = pickle_load(golden("values.pt")).toGenericDict();
  EXPECT_TRUE(v.at("none").isNone());
  EXPECT_TRUE(v.at("yes").toBool() && !v.at("no").toBool());
  EXPECT_EQ(v.at("small").toInt() + v.at("word").toInt() + v.at("negative").toInt(), 302);
  EXPECT_EQ(v.at("large").toInt(), int64_t{1} << 40);
  EXPECT_EQ(v.at("most").toInt(), INT64_MAX);
  EXPECT_EQ(v.at("least").toInt(), INT64_MIN);
  EXPECT_EQ(v.at("real").toDouble(), 2.5);
  EXPECT_EQ(v.at("complex").toComplexDouble(), Complex<double>(1, -2));
  EXPECT_EQ(v.at("text").toStringRef(), "äπ");
  EXPECT_EQ(v.at("device").toDevice(), Device("cuda:1"));
  EXPECT_EQ(v.at("ints").toIntVector(), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(v.at("reals").toDoubleVector(), (std::vector<double>{0.5, 1.5}));
  EXPECT_EQ(v.at("bools").toBoolList().size(), 2u);
  EXPECT_EQ(v.at("mixed").toListRef()[1].toStringRef(), "two");
  EXPECT_TRUE(v.at("empty").isList() && v.at("empty").toList().empty());
  EXPECT_EQ(v.at("tuple").toTuple()->elements()[1].toDouble(), 2.0);
  EXPECT_EQ(v.at("nested").toGenericDict().at("inner").toGenericDict().at(3).toStringRef(), "three");
  EXPECT_EQ(v.at("size").toTuple()->elements()[0].toInt(), 3);
  EXPECT_EQ(v.at("ordered").toGenericDict().begin()->key().toStringRef(), "b");
}

TEST(Pickle, TensorsOfEveryKindOfPython) {
  const GenericDict v = pickle_load(golden("values.pt")).toGenericDict();
  const Tensor column = v.at("column").toTensor(), row = v.at("row").toTensor();
  EXPECT_TRUE(equal(column, tensor({1.0f, 5.0f, 9.0f})));
  EXPECT_EQ(column.stride(0), 4);
  EXPECT_TRUE(column.is_alias_of(row));
  EXPECT_TRUE(v.at("parameter").toTensor().requires_grad() && !row.requires_grad());
  EXPECT_EQ(v.at("scalar").toTensor().item<float>(), 3.5f);
  EXPECT_EQ(v.at("nothing").toTensor().sizes(), (IntArrayRef{0, 3}));
  for (const ScalarType dtype : {kByte, kChar, kShort, kInt, kLong, kHalf, kBFloat16, kFloat, kDouble, kBool,
                                 kComplexFloat, kComplexDouble}) {
    const Tensor t = v.at(std::string(dtype_name(dtype))).toTensor();
    EXPECT_EQ(t.scalar_type(), dtype);
    EXPECT_TRUE(equal(t, tensor({0, 1, 2}).to(dtype))) << dtype;
  }
}

TEST(Pickle, AFileOfLibTorch) {
  const auto v = pickle_load(golden("libtorch.pt")).toTuple()->elements();
  ASSERT_EQ(v.size(), 10u);
  EXPECT_TRUE(equal(v[0].toTensor(), arange(3, kFloat)));
  EXPECT_EQ(v[1].toInt(), 5);
  EXPECT_EQ(v[2].toDouble(), 2.5);
  EXPECT_TRUE(v[3].toBool());
  EXPECT_EQ(v[4].toStringRef(), "text");
  EXPECT_EQ(v[5].toIntVector(), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(v[6].toDoubleVector()[0], 0.5);
  EXPECT_EQ(v[7].toTensorVector().size(), 1u);
  EXPECT_EQ(v[8].toBoolList().size(), 2u);
  EXPECT_TRUE(equal(v[9].toGenericDict().at("b").toTensor(), ones({2}, kLong)));
}

TEST(Pickle, WhatIsSavedComesBack) {
  const Tensor base = arange(12, kDouble).reshape({3, 4});
  const Tensor leaf = ones({2}).set_requires_grad(true);
  Dict<std::string, IValue> inner;
  inner.insert("column", base.select(1, 2));
  inner.insert("base", base);
  const std::vector<IValue> values{IValue(),
                                   true,
                                   -3,
                                   int64_t{1} << 50,
                                   -0.25,
                                   Complex<double>(1, 2),
                                   "text",
                                   Device("cpu"),
                                   std::vector<int64_t>{1, -70000},
                                   std::vector<std::string>{"a", ""},
                                   inner,
                                   leaf,
                                   empty({0, 2}),
                                   scalar_tensor(true, kBool),
                                   std::vector<Tensor>{}};
  const auto v = pickle_load(pickle_save(ivalue::Tuple::create(values))).toTuple()->elements();
  ASSERT_EQ(v.size(), values.size());
  for (const size_t same : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) EXPECT_TRUE(v[same] == values[same]) << same;
  const Tensor column = v[10].toGenericDict().at("column").toTensor(),
               back = v[10].toGenericDict().at("base").toTensor();
  EXPECT_TRUE(equal(column, base.select(1, 2)) && equal(back, base));
  EXPECT_TRUE(column.is_alias_of(back));
  EXPECT_TRUE(v[11].toTensor().requires_grad() && v[11].toTensor().is_leaf());
  EXPECT_EQ(v[12].toTensor().sizes(), (IntArrayRef{0, 2}));
  EXPECT_EQ(v[13].toTensor().scalar_type(), kBool);
  EXPECT_TRUE(v[14].toList().empty());
  EXPECT_EQ(pickle_save(values), pickle_save(values));
}

TEST(Pickle, WhatCannotBeSavedOrReadSaysSo) {
  EXPECT_EQ(error_of([] { pickle_save(Tensor()); }),
            "pickle_save: expected tensors that are defined, got one that is not");
  const List<IValue> cycle;
  cycle.push_back(cycle);
  EXPECT_EQ(error_of([&] { pickle_save(cycle); }),
            "pickle_save: expected at most 500 lists within each other, got more (or one within itself)");
  cycle.clear();
  EXPECT_EQ(error_of([] { pickle_load(golden("object.pt")); }),
            "pickle_load: expected tensors, numbers, texts and lists of them, got the Python object "
            "torch.nn.modules.linear Linear");
  EXPECT_EQ(error_of([] { pickle_load(golden("legacy.pt")); }),
            "pickle_load: expected a zip archive, as torch.save and pickle_save write it, got other bytes");
  EXPECT_THROW(pickle_load({}), Error);
  ZipWriter zip("test");
  zip.add("archive/other", "x", 1);
  EXPECT_EQ(error_of([&] { pickle_load(zip.finish()); }),
            "pickle_load: expected an archive with an entry data.pkl, got one without");
}

// Nothing but an error of ours may come of it, and a value that is read must be usable.
template <class Load> void expect_harmless(const Load& load) {
  try {
    const IValue value = load();
    if (value.isGenericDict())
      for (const auto& entry : value.toGenericDict())
        if (entry.value().isTensor()) entry.value().toTensor().clone();
  } catch (const Error&) {}
}

TEST(Pickle, DamagedArchives) {
  for (const char* name : {"values.pt", "state_dict.pt"}) {
    const std::vector<char> whole = golden(name);
    for (size_t i = 0; i < whole.size(); ++i) {
      expect_harmless([&] {
        return pickle_load({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(i)});
      });
      for (const int flip : {0x01, 0x80, 0xff}) {
        std::vector<char> altered = whole;
        altered[i] = static_cast<char>(altered[i] ^ flip);
        expect_harmless([&] { return pickle_load(altered); });
      }
    }
  }
}

IValue run(const std::string& bytes) {
  return pickle::Reader(bytes,
                        [](const std::string&, uint64_t count) {
                          RUSHLIGHT_CHECK(count <= 4096, "test: expected a small storage, got ", count);
                          Storage storage(new_storage(4096));
                          std::memset(storage.mutable_data(), 0, 4096);
                          return storage;
                        })
      .read();
}

TEST(Pickle, DamagedPrograms) {
  const std::vector<char> file = golden("values.pt");
  const std::string whole = ZipReader("test", file.data(), file.size()).read("values/data.pkl");
  EXPECT_TRUE(run(whole).isGenericDict());
  for (size_t i = 0; i < whole.size(); ++i) {
    expect_harmless([&] { return run(whole.substr(0, i)); });
    for (const char byte : std::string("\0\x01\x7f\x80\xff(.tRQeuh]0", 15)) {
      std::string altered = whole;
      altered[i] = byte;
      expect_harmless([&] { return run(altered); });
    }
  }
}

TEST(Pickle, HostilePrograms) {
  const auto error = [](const std::string& bytes) { return error_of([&] { run(bytes); }); };
  EXPECT_EQ(
      error("cos\nsystem\n(X\x02\0\0\0lstR."),
      "pickle_load: expected tensors, numbers, texts and lists of them, got the Python object os system");
  EXPECT_EQ(error("]q\x01h\x01"
                  "a."),
            "pickle_load: expected at most 500 lists within each other, got more");
  std::string deep = std::string(100000, ']') + std::string(99999, 'a') + ".";
  EXPECT_EQ(error(deep), "pickle_load: expected at most 500 lists within each other, got more");
  // Each list names the one before it twice: 2^100 elements if they were copied.
  std::string doubling = "]";
  for (char k = 0; k < 100; ++k) doubling += std::string("q") + k + "0](h" + k + "h" + k + "e";
  EXPECT_TRUE(run(doubling + ".").isList());
  std::string texts = std::string("(X") + std::string("\0\0\x10\0", 4) + std::string(1 << 20, 'x') + "q\x01";
  for (int k = 0; k < 1000; ++k) texts += "h\x01";
  EXPECT_EQ(error(texts + "t."), "pickle_load: expected less than 256 MiB of text, got more");
  EXPECT_EQ(error(std::string("\x8a\x09", 2) + std::string(9, 'x') + "."),
            "pickle_load: expected integers of at most 64 bits, got one of 9 bytes");
  EXPECT_EQ(error(std::string("\x80\x04N.")),
            "pickle_load: expected protocol 2, got 4; save with pickle_protocol=2");
  EXPECT_EQ(error("N"), "pickle_load: expected more bytes, got the end of the pickle");
  EXPECT_EQ(error("t."), "pickle_load: expected a mark, got none");
}

TEST(Pickle, TensorsBeyondTheirStorage) {
  // A tensor of float32 with this offset, size and stride over four elements.
  const auto tensor_of = [](const std::string& numbers) {
    return "ctorch._utils\n_rebuild_tensor_v2\n((" + std::string("X\x07\0\0\0storage", 12) +
           "ctorch\nFloatStorage\n" + std::string("X\x01\0\0\0", 5) + "0" + std::string("X\x03\0\0\0", 5) +
           "cpuK\x04tQ" + numbers +
           "\x89"
           "ccollections\nOrderedDict\n)RtR.";
  };
  const char* text = "pickle_load: expected sizes and strides that lie within their storage, got others";
  EXPECT_EQ(run(tensor_of("K\x01(K\x03t(K\x01t")).toTensor().numel(), 3);
  EXPECT_EQ(error_of([&] { run(tensor_of("K\x02(K\x03t(K\x01t")); }), text);
  EXPECT_EQ(error_of([&] { run(tensor_of("K\x05(t(t")); }), text);
  EXPECT_EQ(error_of([&] { run(tensor_of(std::string("J\xff\xff\xff\xff", 5) + "(K\x03t(K\x01t")); }), text);
  EXPECT_EQ(error_of([&] { run(tensor_of("K\x01(K\x03t(K\x02t")); }), text);
  const std::string huge = std::string("\x8a\x08", 2) + std::string(7, '\xff') + "\x7f";
  EXPECT_EQ(error_of([&] { run(tensor_of(std::string("K\0", 2) + "(" + huge + "t(" + huge + "t")); }), text);
  EXPECT_EQ(error_of([&] {
              run(tensor_of(std::string("K\0", 2) + "(" + huge + huge + std::string("t(K\0K\0t", 7)));
            }),
            text);
}

}  // namespace
}  // namespace torch::inline rushlight

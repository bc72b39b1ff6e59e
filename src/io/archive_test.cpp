// Archives that are whole: what is written comes back, from every kind of place.
// Read next: archive_damage_test.cpp, for those that are not.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <sstream>

#include "harness/outcome.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/view.h"
#include "rushlight/serialize.h"

namespace torch::inline rushlight {
namespace {

namespace fs = std::filesystem;
using serialize::InputArchive;
using serialize::OutputArchive;

// A folder of its own for each test, removed with it.
struct Archives : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("rushlight-archive-" + std::to_string(getpid()));
  Archives() { fs::create_directories(folder); }
  ~Archives() override { fs::remove_all(folder); }
  std::string path(const char* name = "a.rush") const { return (folder / name).string(); }
};

Tensor counting(IntArrayRef sizes, ScalarType dtype = kFloat) {
  Tensor t = empty(sizes, TensorOptions(dtype));
  auto* bytes = static_cast<unsigned char*>(t.data_ptr());
  for (size_t i = 0; i < t.nbytes(); ++i)
    bytes[i] = dtype == kBool ? i % 2 : static_cast<unsigned char>(3 + 7 * i);
  return t;
}

bool same_bytes(const Tensor& a, const Tensor& b) {
  if (a.scalar_type() != b.scalar_type() || !(a.sizes() == b.sizes())) return false;
  const Tensor x = a.contiguous(), y = b.contiguous();
  return x.nbytes() == 0 || std::memcmp(x.data_ptr(), y.data_ptr(), x.nbytes()) == 0;
}

using test::error_of;

TEST_F(Archives, KeepTensorsOfEveryDtypeAndShape) {
  for (ScalarType dtype : {kByte, kChar, kShort, kInt, kLong, kHalf, kFloat, kDouble, kBool, kBFloat16,
                           kComplexFloat, kComplexDouble}) {
    for (const std::vector<int64_t>& sizes :
         {std::vector<int64_t>{}, {0}, {1}, {2, 3}, {3, 0, 2}, {2, 1, 3, 2, 1, 2}}) {
      const Tensor saved = counting(sizes, dtype);
      save(saved, path());
      Tensor loaded;
      load(loaded, path());
      EXPECT_TRUE(same_bytes(saved, loaded)) << toString(dtype) << " " << testing::PrintToString(sizes);
      EXPECT_FALSE(loaded.requires_grad());
    }
  }
}

TEST_F(Archives, KeepStridedTensorsInRowOrder) {
  const Tensor whole = counting({4, 6});
  const Tensor strided = whole.t().slice(0, 1, 6, 2);
  save(strided, path());
  Tensor loaded;
  load(loaded, path());
  EXPECT_TRUE(loaded.is_contiguous());
  EXPECT_TRUE(same_bytes(strided, loaded));
}

TEST_F(Archives, KeepRequiresGrad) {
  save(counting({3}).set_requires_grad(true), path());
  Tensor fresh;
  load(fresh, path());
  EXPECT_TRUE(fresh.requires_grad());
  EXPECT_TRUE(fresh.is_leaf());

  // A tensor that is there already keeps its own, its identity and its gradient.
  Tensor fixed = zeros({3});
  const Tensor same = fixed;
  load(fixed, path());
  EXPECT_FALSE(fixed.requires_grad());
  EXPECT_TRUE(same.is_same(fixed));
  EXPECT_TRUE(same_bytes(same, fresh.detach()));
}

TEST_F(Archives, KeepValuesOfEveryKindInTheirOrder) {
  OutputArchive out;
  out.write("yes", true);
  out.write("count", int64_t{-5});
  out.write("short", 7);
  out.write("rate", 0.1);
  out.write("name", "a \"name\", \xc3\xa9");
  out.write("steps", std::vector<int64_t>{1, -2, 3});
  out.write("betas", std::vector<double>{0.9, 0.999});
  out.write("nothing", IValue());
  out.write("undefined", Tensor());
  out.write("tensor", IValue(counting({2})));
  out.save_to(path());

  InputArchive in;
  in.load_from(path());
  EXPECT_EQ(in.keys(), (std::vector<std::string>{"yes", "count", "short", "rate", "name", "steps", "betas",
                                                 "nothing", "undefined", "tensor"}));
  IValue v;
  const auto value = [&](const char* key) -> const IValue& { return in.read(key, v), v; };
  EXPECT_EQ(value("yes").toBool(), true);
  EXPECT_EQ(value("count").toInt(), -5);
  EXPECT_EQ(value("short").to<int>(), 7);
  EXPECT_EQ(value("rate").toDouble(), 0.1);
  EXPECT_EQ(value("name").toStringRef(), "a \"name\", \xc3\xa9");
  EXPECT_EQ(value("steps").toIntVector(), (std::vector<int64_t>{1, -2, 3}));
  EXPECT_EQ(value("betas").toDoubleVector(), (std::vector<double>{0.9, 0.999}));
  EXPECT_TRUE(value("nothing").isNone());
  Tensor t = zeros({1});
  in.read("undefined", t);
  EXPECT_FALSE(t.defined());
  in("tensor", t);
  EXPECT_TRUE(same_bytes(t, counting({2})));
}

TEST_F(Archives, KeepTuplesListsAndDictionaries) {
  using Range = std::tuple<double, int64_t>;
  OutputArchive out;
  out.write("range", IValue(Range(0.5, 3)));
  out.write("flags", std::vector<bool>{true, false});
  out.write("steps", IValue(std::vector<Tensor>{counting({2}), Tensor()}));
  out.write("names", IValue(std::vector<std::string>{"a", "b"}));
  out.write("none", IValue(std::vector<Tensor>{}));
  out.write("tree",
            IValue(std::make_tuple(Range(1, 2), std::vector<Tensor>{counting({1})}, std::string("x"))));
  out.write("table", IValue(std::unordered_map<std::string, int64_t>{{"one", 1}}));
  out.save_to(path());

  InputArchive in;
  in.load_from(path());
  IValue v;
  const auto value = [&](const char* key) -> const IValue& { return in.read(key, v), v; };
  EXPECT_EQ(value("range").to<Range>(), Range(0.5, 3));
  EXPECT_EQ(value("flags").to<std::vector<bool>>(), (std::vector<bool>{true, false}));
  ASSERT_EQ(value("steps").toTensorVector().size(), 2u);
  EXPECT_TRUE(same_bytes(v.toTensorVector()[0], counting({2})));
  EXPECT_FALSE(v.toTensorVector()[1].defined());
  EXPECT_EQ(value("names").to<std::vector<std::string>>(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(value("none").isTensorList());
  const auto& tree = value("tree").toTuple()->elements();
  EXPECT_EQ(tree.at(0).to<Range>(), Range(1, 2));
  EXPECT_TRUE(same_bytes(tree.at(1).toTensorVector().at(0), counting({1})));
  EXPECT_EQ(tree.at(2).toStringRef(), "x");
  EXPECT_EQ(value("table").toGenericDict().at("one").toInt(), 1);
  EXPECT_EQ(error_of([&] { (void)value("range").to<std::tuple<double>>(); }),
            "IValue: expected a tuple of 1 values, got one of 2");
}

TEST_F(Archives, NestAsDeepAsTheyWere) {
  OutputArchive out, layer, weights(out.compilation_unit());
  out.write("layer", layer);
  layer.write("weights.0", weights);  // a dot in a name is nothing special
  weights.write("w", counting({2, 2}), /*is_buffer=*/true);
  weights.write("", 3);
  out.write("after", 1);
  out.save_to(path());

  InputArchive in, inner;
  in.load_from(path());
  in.read("layer", inner);
  inner.read("weights.0", inner);
  Tensor w;
  inner.read("w", w, true);
  EXPECT_TRUE(same_bytes(w, counting({2, 2})));
  IValue v;
  EXPECT_TRUE(inner.try_read("", v));
  EXPECT_EQ(v.toInt(), 3);
  EXPECT_FALSE(inner.try_read("x", v));
  EXPECT_FALSE(inner.try_read("x", w));
  EXPECT_FALSE(inner.try_read("w", inner));
  EXPECT_EQ(error_of([&] { inner.read("x", w); }),
            "load: expected a tensor under 'layer.weights.0.x', got none in " + path() +
                "; there are 'layer.weights.0.w', 'layer.weights.0.'");
  EXPECT_EQ(error_of([&] { in.read("layer", v); }),
            "load: expected a value under 'layer', got an archive in " + path());
  EXPECT_EQ(error_of([&] { in.read("after", w); }),
            "load: expected a tensor under 'after', got Int in " + path());
  EXPECT_EQ(error_of([&] { in.read("after", v), (void)v.toStringRef(); }),
            "IValue: expected a text, got Int");
}

TEST_F(Archives, GoThroughStreamsOneAfterAnother) {
  std::stringstream stream;
  save(counting({3}), stream);
  save(std::vector<Tensor>{counting({1}), counting({2, 2})}, stream);
  Tensor one;
  std::vector<Tensor> list;
  load(one, stream);
  load(list, stream);
  EXPECT_TRUE(same_bytes(one, counting({3})));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(same_bytes(list[1], counting({2, 2})));
  EXPECT_EQ(error_of([&] { load(one, stream); }),
            "load: expected an archive, got nothing in the stream; it is empty");
}

// A stream that cannot tell how long it is, like a pipe.
struct Pipe : std::stringbuf {
  using std::stringbuf::stringbuf;
  pos_type seekoff(off_type, std::ios::seekdir, std::ios::openmode) override { return -1; }
  pos_type seekpos(pos_type, std::ios::openmode) override { return -1; }
};

TEST_F(Archives, GoThroughPipes) {
  std::stringstream bytes;
  save(counting({5, 5}), bytes);
  Pipe pipe(bytes.str() + bytes.str());
  std::istream stream(&pipe);
  Tensor a, b;
  load(a, stream);
  load(b, stream);
  EXPECT_TRUE(same_bytes(a, counting({5, 5})));
  EXPECT_TRUE(same_bytes(b, a));

  Pipe cut(bytes.str().substr(0, bytes.str().size() - 1));
  std::istream cut_stream(&cut);
  EXPECT_NE(error_of([&] { load(a, cut_stream); }).find("in the stream; it is truncated"), std::string::npos);
}

TEST_F(Archives, GoThroughBuffersAndFunctions) {
  std::string bytes;
  save(counting({9}), [&](const void* data, size_t size) {
    bytes.append(static_cast<const char*>(data), size);
    return size;
  });
  Tensor a, b;
  load(a, bytes.data(), bytes.size());
  EXPECT_TRUE(same_bytes(a, counting({9})));
  InputArchive in;
  in.load_from([&](uint64_t at, void* to,
                   size_t n) { return bytes.copy(static_cast<char*>(to), std::min<size_t>(n, 7), at); },
               [&] { return bytes.size(); }, Device("cpu"));
  in.read("0", b);
  EXPECT_TRUE(same_bytes(b, a));
  EXPECT_EQ(error_of([&] { save(a, [](const void*, size_t size) { return size - 1; }); }),
            "save: expected a function that takes 64 bytes, got one that took 63");
}

TEST_F(Archives, AlignTheirDataForMapping) {
  std::stringstream stream;
  save(std::vector<Tensor>{counting({3}), counting({5}, kDouble)}, stream);
  const std::string bytes = stream.str();
  const Tensor second = counting({5}, kDouble);
  const size_t place = bytes.find(std::string(static_cast<const char*>(second.data_ptr()), second.nbytes()));
  ASSERT_NE(place, std::string::npos);
  EXPECT_EQ(place % 64, 0u);
}

TEST_F(Archives, RefuseTheSameNameTwiceAndThemselves) {
  OutputArchive out, other;
  out.write("a", 1);
  EXPECT_EQ(error_of([&] { out.write("a", counting({1})); }), "save: expected each name once, got 'a' twice");
  const std::string held = "', got one that holds the one it is written to";
  EXPECT_EQ(error_of([&] { out.write("me", out); }), "save: expected another archive under 'me" + held);
  out.write("other", other);
  EXPECT_EQ(error_of([&] { other.write("back", out); }), "save: expected another archive under 'back" + held);
}

TEST_F(Archives, AreNotNestedWithoutEnd) {
  std::vector<OutputArchive> chain(102);
  for (size_t i = chain.size() - 1; i > 0; --i) chain[i - 1].write("below", chain[i]);
  chain[1].save_to(path());
  InputArchive in;
  in.load_from(path());
  EXPECT_EQ(error_of([&] { chain[0].save_to(path("deep")); }),
            "save: expected at most 100 archives within each other, got more");
  EXPECT_FALSE(fs::exists(path("deep"))) << "a failed save leaves nothing";
}

// Two tensors of given shapes, as a module would be.
struct Pair {
  Tensor first, second;
};
OutputArchive& operator<<(OutputArchive& archive, const Pair& p) {
  archive.write("first", p.first);
  archive.write("second", p.second);
  return archive;
}
InputArchive& operator>>(InputArchive& archive, Pair& p) {
  archive.read_same_shape("first", p.first);
  archive.read_same_shape("second", p.second);
  return archive;
}

TEST_F(Archives, AreLoadedWholeOrNotAtAll) {
  save(Pair{counting({2}), counting({2, 3})}, path());
  Pair good{zeros({2}), zeros({2, 3})}, bad{zeros({2}), zeros({3, 2})};
  load(good, path());
  EXPECT_TRUE(same_bytes(good.second, counting({2, 3})));
  EXPECT_EQ(error_of([&] { load(bad, path()); }),
            "load: expected 'second' of shape [3, 2], got [2, 3] in " + path());
  EXPECT_TRUE(same_bytes(bad.first, zeros({2}))) << "the part that was read is given back";

  Pair extra{zeros({2}), Tensor()};
  EXPECT_EQ(error_of([&] { load(extra, path()); }),
            "load: expected none for 'second', got some in " + path());
}

TEST_F(Archives, NameFilesThatCannotBeOpened) {
  Tensor t;
  EXPECT_EQ(error_of([&] { load(t, path("none")); }),
            "load: expected a file, got 'No such file or directory' for " + path("none"));
  EXPECT_EQ(error_of([&] { load(t, folder.string()); }),
            "load: expected a file, got a folder: " + folder.string());
  const std::string nowhere = path("no/such/folder");
  EXPECT_EQ(error_of([&] { save(counting({1}), nowhere); }),
            "save: expected a place to write, got 'No such file or directory' for " + nowhere);
}

}  // namespace
}  // namespace torch::inline rushlight

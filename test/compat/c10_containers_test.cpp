// Containers, errors and handles of c10 in the forms that programs use them. The file compiles against LibTorch too.
#include <ATen/core/Dict.h>
#include <ATen/core/Generator.h>
#include <ATen/core/ivalue.h>
#include <ATen/Version.h>
#include <c10/util/ArrayRef.h>
#include <c10/util/Exception.h>
#include <c10/util/MaybeOwned.h>
#include <c10/util/SmallVector.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>
#include <span>
#include <sstream>
#include <stdexcept>

namespace {

template <class T> std::string text_of(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}
template <class T> std::string joined(const T& values) {
  std::ostringstream out;
  for (const auto& v : values) out << v << ' ';
  return out.str();
}

TEST(SmallVectors, InsertAndErase) {
  c10::SmallVector<int, 2> v{1, 2, 3};
  EXPECT_EQ(*v.insert(v.begin() + 1, 9), 9);
  EXPECT_EQ(*v.erase(v.begin()), 9);
  EXPECT_EQ(joined(v), "9 2 3 ");
  v.insert(v.begin() + 1, 3, 7);
  EXPECT_EQ(joined(v), "9 7 7 7 2 3 ");
  EXPECT_EQ(*v.erase(v.begin(), v.begin() + 2), 7);
  const int more[] = {7, 8};
  v.insert(v.end(), more, more + 2);
  v.insert(v.begin(), {5, 6});
  EXPECT_EQ(joined(v), "5 6 7 7 2 3 7 8 ");
  const int* behind = v.erase(v.end() - 1);
  EXPECT_EQ(behind, v.end());
  v.assign({1, 2});
  v.append(2, 9);
  const std::vector<int> fours{4, 4};
  v.append(fours.begin(), fours.end());
  EXPECT_EQ(joined(v), "1 2 9 9 4 4 ");
  c10::SmallVector<int, 2> low(2, 1), high(1, 3);
  low.swap(high);
  EXPECT_EQ(joined(low) + joined(high), "3 1 1 ");
  EXPECT_TRUE(high < low && v != low && !(low < high));
}

TEST(SmallVectors, OfWhatIsNotPlain) {
  c10::SmallVector<std::string, 2> texts{"a", "b", "c"};
  texts.push_back("d");
  texts.erase(texts.begin());
  texts.insert(texts.begin() + 1, "a text that is too long to be kept inside");
  EXPECT_EQ(joined(texts), "b a text that is too long to be kept inside c d ");
  EXPECT_EQ(texts.pop_back_val(), "d");
  const c10::SmallVector<std::string, 2> moved = std::move(texts);
  EXPECT_EQ(moved.size(), 3u);
  const auto x = torch::ones({2});
  {
    c10::SmallVector<torch::Tensor, 2> tensors;
    for (int i = 0; i < 5; ++i) tensors.push_back(x);
    auto copy = tensors;
    EXPECT_EQ(x.use_count(), 11u);
    copy.resize(1);
    tensors.pop_back();
    EXPECT_EQ(x.use_count(), 6u);  // what is past the end is let go
    copy = tensors;
    copy.clear();
    EXPECT_EQ(x.use_count(), 5u);
  }
  EXPECT_EQ(x.use_count(), 1u);
}

TEST(BorrowedLists, DeduceAndCheck) {
  std::vector<float> floats{1, 2};
  const c10::ArrayRef deduced(floats);
  static_assert(std::is_same_v<decltype(deduced), const c10::ArrayRef<float>>);
  const std::vector<int64_t> v{1, 2, 3};
  const at::IntArrayRef of_span{std::span<const int64_t>(v)};
  EXPECT_EQ(of_span, v);
  const at::IntArrayRef::reverse_iterator last = of_span.rbegin();
  EXPECT_EQ(*last, 3);
  EXPECT_EQ(of_span.slice(1), (std::vector<int64_t>{2, 3}));
  EXPECT_TRUE(of_span.slice(3).empty());
  EXPECT_THROW(of_span.slice(1, 3), c10::Error);
  EXPECT_THROW(of_span.slice(4), c10::Error);
}

TEST(Errors, GatherContext) {
  c10::Error e("msg", nullptr);
  EXPECT_STREQ(e.what(), "msg");
  EXPECT_EQ(e.caller(), nullptr);
  e.add_context("one");
  EXPECT_STREQ(e.what(), "msg (one)");
  e.add_context("two");
  EXPECT_STREQ(e.what_without_backtrace(), "msg\n  one\n  two");
  EXPECT_EQ(e.msg(), "msg");
  EXPECT_EQ(e.context().size(), 2u);
  const c10::Error copy = e;
  EXPECT_STREQ(copy.what(), e.what());
  EXPECT_STREQ(c10::Error("f.cpp", 12, "x > 0", "msg", nullptr).what(),
               "[enforce fail at f.cpp:12] x > 0. msg");
  EXPECT_THROW(TORCH_CHECK_WITH(SyntaxError, false, "text"), c10::SyntaxError);
  EXPECT_THROW(TORCH_CHECK_WITH(EnforceFiniteError, false, "text"), c10::Error);
  EXPECT_THROW(TORCH_CHECK_WITH(BufferError, false, "text"), c10::BufferError);
}

TEST(Values, PrintAsInPython) {
  using V = c10::IValue;
  EXPECT_EQ(text_of(V()) + text_of(V(true)) + text_of(V(3)), "NoneTrue3");
  EXPECT_EQ(text_of(V(2.5)), "2.5");
  EXPECT_EQ(text_of(V(3.0)), "3.");
  EXPECT_EQ(text_of(V(-0.1)), "-0.10000000000000001");
  EXPECT_EQ(text_of(V(1e17)), "100000000000000000.");
  EXPECT_EQ(text_of(V(1e20)), "1e+20");
  EXPECT_EQ(text_of(V(std::numeric_limits<double>::infinity())), "inf");
  EXPECT_EQ(text_of(V(c10::complex<double>(1, 2.5))) + text_of(V(c10::complex<double>(0, -.5))),
            "1.+2.5j0.-0.5j");
  EXPECT_EQ(text_of(V("a \"text\"")), "a \"text\"");
  EXPECT_EQ(text_of(V(torch::ones({1}))), " 1\n[ CPUFloatType{1} ]");
  EXPECT_EQ(text_of(V(std::vector<int64_t>{1, 2})), "[1, 2]");
  EXPECT_EQ(text_of(V(std::vector<double>{1, 2.5})), "[1., 2.5]");
  EXPECT_EQ(text_of(V(std::vector<bool>{true, false})), "[True, False]");
  EXPECT_EQ(text_of(V(std::vector<std::string>{"a", "b"})), "[a, b]");
  EXPECT_EQ(text_of(V(std::vector<std::vector<int64_t>>{{1}, {2, 3}})), "[[1], [2, 3]]");
  EXPECT_EQ(text_of(V(std::make_tuple(1, 2.5))) + text_of(V(std::make_tuple(1))), "(1, 2.5)(1,)");
  EXPECT_EQ(text_of(V(c10::Device("cuda:1"))), "cuda:1");
  c10::Dict<std::string, int64_t> d;
  EXPECT_EQ(text_of(V(d)), "{}");
  d.insert("a", 1);
  d.insert("b", 2);
  EXPECT_EQ(text_of(V(d)), "{a: 1, b: 2}");
}

TEST(Dictionaries, MissingKeys) {
  const c10::Dict<std::string, int64_t> d;
  EXPECT_THROW(d.at("x"), std::out_of_range);
  torch::OrderedDict<std::string, int> ordered;
  const auto& unchanged = ordered;
  EXPECT_THROW(ordered.front(), c10::Error);
  EXPECT_THROW(ordered.back(), c10::Error);
  EXPECT_THROW(unchanged.back(), c10::Error);
  ordered.insert("a", 1);
  ordered.insert("b", 2);
  EXPECT_EQ(ordered.front().value() + unchanged.back().value(), 3);
}

TEST(Generators, AreHandles) {
  const at::Generator none;
  EXPECT_FALSE(none.defined());
  EXPECT_TRUE(none == at::Generator());
  const auto a = at::make_generator<at::CPUGeneratorImpl>(1);
  const auto same = a;
  EXPECT_TRUE(a.defined() && a == same);
  EXPECT_TRUE(a != a.clone() && a != none && a != at::make_generator<at::CPUGeneratorImpl>(1));
  EXPECT_EQ(at::make_generator<at::CPUGeneratorImpl>().current_seed(), c10::default_rng_seed_val);
  // One that is not defined leaves it to the default generator.
  torch::manual_seed(4);
  const auto expected = torch::rand({2});
  torch::manual_seed(4);
  EXPECT_TRUE(torch::equal(torch::rand({2}, none), expected));
  torch::manual_seed(4);
  EXPECT_TRUE(torch::equal(torch::empty({2}).uniform_(0, 1, none), expected));
}

TEST(MaybeOwnedValues, BorrowOrOwn) {
  const auto x = torch::ones({2});
  auto borrowed = c10::MaybeOwned<torch::Tensor>::borrowed(x);
  auto owned = c10::MaybeOwned<torch::Tensor>::owned(torch::zeros({3}));
  EXPECT_TRUE(borrowed.unsafeIsBorrowed() && !owned.unsafeIsBorrowed());
  EXPECT_TRUE(borrowed->is_same(x));
  EXPECT_EQ((*owned).numel(), 3);
  owned = borrowed;
  EXPECT_TRUE(owned.unsafeIsBorrowed() && owned->is_same(x));
  const torch::Tensor taken = *std::move(borrowed);
  EXPECT_TRUE(taken.is_same(x));
  EXPECT_EQ(c10::MaybeOwned<torch::Tensor>::owned(std::in_place, torch::ones({2}))->numel(), 2);
  const auto number = std::make_shared<int>(3);
  EXPECT_EQ(**c10::MaybeOwned<std::shared_ptr<int>>::borrowed(number), 3);
  const auto turned = torch::ones({2, 3}).t();
  EXPECT_TRUE(x.expect_contiguous()->is_same(x));
  EXPECT_TRUE(turned.expect_contiguous()->is_contiguous());
}

TEST(Configuration, IsSaidInWords) {
  EXPECT_EQ(torch::show_config(), at::show_config());
  EXPECT_NE(at::show_config().find('\n'), std::string::npos);
  EXPECT_FALSE(at::get_cpu_capability().empty());
}

}  // namespace

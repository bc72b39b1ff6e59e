// IValue, List, Dict and intrusive_ptr under LibTorch's names. The file compiles against LibTorch too.
#include <ATen/core/Dict.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/List.h>
#include <c10/util/intrusive_ptr.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace {

using c10::IValue;

TEST(C10Values, ListsAreShared) {
  c10::List<int64_t> a({1, 2, 3});
  c10::List<int64_t> same = a, other = a.copy();
  same.push_back(4);
  same.set(0, 10);
  EXPECT_EQ(a.size(), 4u);
  EXPECT_EQ(a.get(0), 10);
  EXPECT_EQ(other.vec(), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_TRUE(a.is(same) && !a.is(other));
  int64_t sum = 0;
  for (const int64_t v : a) sum += v;
  EXPECT_EQ(sum, 19);
  a.erase(a.begin());
  a.insert(a.begin(), 7);
  a.pop_back();
  EXPECT_EQ(a.vec(), (std::vector<int64_t>{7, 2, 3}));
  EXPECT_FALSE(a == other);
  a.clear();
  EXPECT_TRUE(a.empty());
  c10::List<torch::Tensor> tensors;
  tensors.emplace_back(torch::ones({2}));
  tensors.reserve(4);
  EXPECT_EQ(tensors.get(0).numel(), 2);
  EXPECT_ANY_THROW(tensors.get(1));
}

TEST(C10Values, DictsKeepTheOrderOfInsertion) {
  c10::Dict<std::string, int64_t> d;
  d.insert("b", 2);
  d.insert("a", 1);
  d.insert("c", 3);
  EXPECT_FALSE(d.insert("a", 9).second);
  d.insert_or_assign("c", 30);
  EXPECT_EQ(d.at("a"), 1);
  EXPECT_EQ(d.size(), 3u);
  EXPECT_TRUE(d.contains("b") && !d.contains("z"));
  std::string order;
  int64_t sum = 0;
  for (const auto& entry : d) {
    order += entry.key();
    sum += entry.value();
  }
  EXPECT_EQ(order, "bac");
  EXPECT_EQ(sum, 33);
  EXPECT_EQ(d.find("c")->value(), 30);
  EXPECT_TRUE(d.find("z") == d.end());
  EXPECT_EQ(d.erase("b"), 1u);
  EXPECT_EQ(d.erase("b"), 0u);
  EXPECT_EQ(d.at("c"), 30);
  EXPECT_ANY_THROW(d.at("b"));
  auto same = d;
  same.clear();
  EXPECT_TRUE(d.empty() && d.is(same));
}

TEST(C10Values, IValuesOfEveryKind) {
  EXPECT_TRUE(IValue().isNone());
  EXPECT_EQ(IValue(3).toInt() + IValue(int64_t{4}).toInt(), 7);
  EXPECT_EQ(IValue(1.5).toDouble(), 1.5);
  EXPECT_TRUE(IValue(true).toBool() && IValue(true).isBool() && !IValue(1).isBool());
  EXPECT_EQ(IValue("text").toStringRef(), "text");
  EXPECT_EQ(IValue(torch::ones({2})).toTensor().numel(), 2);
  EXPECT_EQ(IValue(c10::complex<double>(1, 2)).toComplexDouble().imag(), 2);
  EXPECT_EQ(IValue(torch::Device(torch::kCPU)).toDevice(), torch::Device("cpu"));
  EXPECT_EQ(IValue(std::vector<int64_t>{1, 2}).toIntVector().size(), 2u);
  EXPECT_EQ(IValue(std::vector<double>{1, 2}).toDoubleList().get(1), 2);
  EXPECT_EQ(IValue(std::vector<torch::Tensor>{torch::ones({3})}).toTensorVector()[0].numel(), 3);
  EXPECT_EQ(IValue(c10::List<bool>({true, false})).toBoolList().size(), 2u);
  EXPECT_EQ(IValue(std::vector<std::string>{"a", "b"}).toListRef()[1].toStringRef(), "b");
  EXPECT_EQ(IValue(2.5).toScalar().toDouble(), 2.5);
  EXPECT_EQ(IValue(c10::optional<int64_t>()).isNone(), true);
  EXPECT_EQ(IValue(c10::optional<int64_t>(5)).to<int64_t>(), 5);
  EXPECT_EQ(IValue().toOptional<double>().has_value(), false);
  EXPECT_ANY_THROW(IValue(3).toTensor());
  EXPECT_EQ(IValue(1).tagKind(), std::string("Int"));
}

TEST(C10Values, TuplesAndDictsInIValues) {
  const IValue t(std::make_tuple(int64_t{1}, std::string("two"), torch::ones({3})));
  ASSERT_TRUE(t.isTuple());
  EXPECT_EQ(t.toTuple()->elements().size(), 3u);
  EXPECT_EQ(t.toTupleRef().elements()[1].toStringRef(), "two");
  const IValue made(c10::ivalue::Tuple::create(4, 5.0));
  EXPECT_EQ(made.toTuple()->elements()[0].toInt(), 4);

  c10::Dict<std::string, torch::Tensor> d;
  d.insert("w", torch::full({2}, 3.0));
  const IValue v(d);
  ASSERT_TRUE(v.isGenericDict());
  EXPECT_EQ(v.toGenericDict().at("w").toTensor()[0].item<float>(), 3);
  const auto back = v.to<c10::Dict<std::string, torch::Tensor>>();
  EXPECT_EQ(back.at("w").numel(), 2);
  c10::impl::GenericDict mixed(c10::AnyType::get(), c10::AnyType::get());
  mixed.insert(1, "one");
  mixed.insert("list", std::vector<int64_t>{1, 2});
  EXPECT_EQ(mixed.at(1).toStringRef(), "one");
  EXPECT_EQ(mixed.find("list")->value().toIntVector()[1], 2);
  auto list = c10::impl::GenericList(c10::AnyType::get());
  list.push_back(torch::ones({1}));
  list.push_back("x");
  EXPECT_TRUE(IValue(list).isList());
  EXPECT_EQ(IValue(list).toList().size(), 2u);
}

struct Counted : c10::intrusive_ptr_target {
  explicit Counted(int value) : value(value) { ++alive; }
  ~Counted() override { --alive; }
  int value;
  inline static int alive = 0;
};
struct Derived : Counted {
  Derived() : Counted(9) {}
};

TEST(C10Values, IntrusivePointers) {
  {
    c10::intrusive_ptr<Counted> p = c10::make_intrusive<Counted>(5), q = p;
    EXPECT_EQ(p->value + (*q).value, 10);
    EXPECT_EQ(p.use_count(), 2u);
    EXPECT_TRUE(p == q && p.defined() && !p.unique());
    q.reset();
    EXPECT_TRUE(!q && p.unique());
    c10::weak_intrusive_ptr<Counted> weak(p);
    EXPECT_EQ(weak.lock()->value, 5);
    c10::intrusive_ptr<Counted> base = c10::make_intrusive<Derived>();
    EXPECT_EQ(base->value, 9);
    EXPECT_EQ(Counted::alive, 2);
    auto* raw = base.release();
    base = c10::intrusive_ptr<Counted>::reclaim(raw);
    p.reset();
    EXPECT_TRUE(weak.expired() && !weak.lock().defined());
  }
  EXPECT_EQ(Counted::alive, 0);
}

}  // namespace

// Dispatch over types, the context, checks of arguments, threads, accessors and anomaly mode as extensions of LibTorch name
// them. The file compiles against LibTorch too.
#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/TensorUtils.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <atomic>

namespace {

template <class scalar_t> double sum_of(const at::Tensor& x) {
  double total = 0;
  const scalar_t* p = x.data_ptr<scalar_t>();
  for (int64_t i = 0; i < x.numel(); ++i) total += static_cast<double>(p[i]);
  return total;
}

double dispatched_sum(const at::Tensor& x) {
  return AT_DISPATCH_ALL_TYPES_AND2(at::ScalarType::Half, at::ScalarType::Bool, x.scalar_type(),
                                    "dispatched_sum", [&]() -> double { return sum_of<scalar_t>(x); });
}

TEST(AtenNames, DispatchOverTypes) {
  for (const auto dtype :
       {at::kByte, at::kShort, at::kInt, at::kLong, at::kFloat, at::kDouble, at::kHalf, at::kBool})
    EXPECT_EQ(dispatched_sum(at::ones({5}, dtype)), 5) << dtype;
  EXPECT_ANY_THROW(dispatched_sum(at::ones({5}, at::kBFloat16)));
  size_t bytes = 0;
  const at::Tensor x = at::ones({1}, at::kDouble);
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "size", [&] { bytes = sizeof(scalar_t); });
  EXPECT_EQ(bytes, 8u);
  AT_DISPATCH_FLOATING_TYPES_AND_HALF(at::kHalf, "size", [&] { bytes = sizeof(scalar_t); });
  EXPECT_EQ(bytes, 2u);
  AT_DISPATCH_FLOATING_TYPES_AND2(at::kHalf, at::kBFloat16, at::kBFloat16, "size",
                                  [&] { bytes = std::is_same_v<scalar_t, at::BFloat16> ? 3 : 4; });
  EXPECT_EQ(bytes, 3u);
  AT_DISPATCH_INTEGRAL_TYPES(at::kInt, "size", [&] { bytes = sizeof(scalar_t); });
  EXPECT_EQ(bytes, 4u);
  AT_DISPATCH_COMPLEX_TYPES(at::kComplexFloat, "size", [&] { bytes = sizeof(scalar_t); });
  EXPECT_EQ(bytes, 8u);
  AT_DISPATCH_FLOATING_AND_COMPLEX_TYPES(at::kFloat, "size", [&] { bytes = sizeof(scalar_t); });
  EXPECT_EQ(bytes, 4u);
  AT_DISPATCH_ALL_TYPES_AND_COMPLEX(at::kShort, "size", [&] { bytes = sizeof(scalar_t); });
  EXPECT_EQ(bytes, 2u);
  AT_DISPATCH_INDEX_TYPES(at::kLong, "size", [&] { bytes = sizeof(index_t); });
  EXPECT_EQ(bytes, 8u);
  EXPECT_ANY_THROW(AT_DISPATCH_INTEGRAL_TYPES(at::kFloat, "size", [&] { bytes = sizeof(scalar_t); }));
  const int own = AT_DISPATCH_SWITCH(at::kFloat, "own", AT_DISPATCH_CASE(at::kFloat, [&] {
                                       return static_cast<int>(sizeof(scalar_t)) + 1;
                                     }) AT_DISPATCH_CASE_INTEGRAL_TYPES([&] { return 0; }));
  EXPECT_EQ(own, 5);
}

TEST(AtenNames, Types) {
  const at::Tensor x = at::ones({2}, at::kDouble);
  std::ostringstream out;
  out << x.type();
  EXPECT_EQ(out.str(), "CPUDoubleType");
  EXPECT_EQ(x.type().toString(), x.toString());
  EXPECT_TRUE(x.type() == at::zeros({3}, at::kDouble).type() && x.type() != at::zeros({3}).type());
  EXPECT_EQ(x.type().scalarType(), at::kDouble);
  EXPECT_FALSE(x.type().is_cuda());
  EXPECT_EQ(at::zeros({2}, x.type()).dtype(), at::kDouble);
  EXPECT_EQ(at::zeros({2}, at::CPU(at::kInt)).dtype(), at::kInt);
  EXPECT_FALSE(x.is_mkldnn() || x.is_meta() || x.is_conj() || x.is_neg() || x.is_nested() ||
               x.is_quantized());
  EXPECT_EQ(x.suggest_memory_format(), at::MemoryFormat::Contiguous);
  EXPECT_EQ(at::ones({1, 2, 3, 4}).contiguous(at::MemoryFormat::ChannelsLast).suggest_memory_format(),
            at::MemoryFormat::ChannelsLast);
}

template <class T> T corner(at::PackedTensorAccessor32<T, 2> a) { return a[a.size(0) - 1][a.size(1) - 1]; }
float middle(const at::TensorAccessor<float, 1> row) { return row[row.size(0) / 2]; }

TEST(AtenNames, Accessors) {
  const at::Tensor x = torch::arange(6, torch::kFloat).view({2, 3}).t();
  EXPECT_EQ(corner<float>(x.packed_accessor32<float, 2>()), 5);
  auto a = x.packed_accessor64<float, 2>();
  a[1][1] = 40;
  EXPECT_EQ(x[1][1].item<float>(), 40);
  EXPECT_EQ(a.stride(0), 1);
  EXPECT_EQ(middle(x.accessor<float, 2>()[2]), 5);
  auto generic = x.generic_packed_accessor<float, 2, at::DefaultPtrTraits, int>();
  EXPECT_EQ(generic[0][1], 3);
  EXPECT_ANY_THROW((x.packed_accessor32<double, 2>()));
  EXPECT_ANY_THROW((x.packed_accessor64<float, 3>()));
}

TEST(AtenNames, Context) {
  auto& context = at::globalContext();
  EXPECT_FALSE(context.hasCUDA() || at::hasCUDA() || at::hasMPS());
  EXPECT_EQ(at::getNumGPUs(), 0u);
  context.setDeterministicCuDNN(true);
  context.setBenchmarkCuDNN(false);
  EXPECT_TRUE(context.deterministicCuDNN() && !context.benchmarkCuDNN());
  context.setDeterministicCuDNN(false);
  context.setDeterministicAlgorithms(true, false);
  EXPECT_TRUE(context.deterministicAlgorithms());
  context.setDeterministicAlgorithms(false, false);
  at::Generator g = at::globalContext().defaultGenerator(at::kCPU);
  g.set_current_seed(5);
  const at::Tensor first = at::rand({3});
  at::manual_seed(5);
  EXPECT_TRUE(at::equal(first, at::rand({3})));
  at::Generator own = at::detail::createCPUGenerator(5);
  EXPECT_TRUE(at::equal(first, at::rand({3}, own)));
}

TEST(AtenNames, ChecksOfArguments) {
  const at::Tensor x = at::ones({2, 3}), y = at::ones({3, 2}), u;
  const at::TensorArg a(x, "input", 1), b(y, "weight", 2), c(u, "bias", 3);
  const at::CheckedFrom who = "layer";
  EXPECT_NO_THROW(at::checkDim(who, a, 2));
  EXPECT_ANY_THROW(at::checkDim(who, a, 3));
  EXPECT_NO_THROW(at::checkDimRange(who, a, 1, 3));
  EXPECT_ANY_THROW(at::checkDimRange(who, a, 3, 5));
  EXPECT_NO_THROW(at::checkSize(who, a, {2, 3}));
  EXPECT_ANY_THROW(at::checkSize(who, a, 0, 3));
  EXPECT_NO_THROW(at::checkSameNumel(who, a, b));
  EXPECT_ANY_THROW(at::checkSameSize(who, a, b));
  EXPECT_ANY_THROW(at::checkScalarType(who, a, at::kDouble));
  EXPECT_NO_THROW(at::checkScalarTypes(who, a, {at::kDouble, at::kFloat}));
  EXPECT_NO_THROW(at::checkSameType(who, a, b));
  EXPECT_ANY_THROW(at::checkDefined(who, c));
  EXPECT_NO_THROW(at::checkAllContiguous(who, {a, b}));
  EXPECT_ANY_THROW(at::checkAllSameSize(who, {a, b}));
  try {
    at::checkNumel(who, b, 7);
    FAIL();
  } catch (const c10::Error& e) {
    const std::string text = e.what();
    EXPECT_NE(text.find("weight"), std::string::npos) << text;
    EXPECT_NE(text.find("7"), std::string::npos) << text;
  }
}

TEST(AtenNames, Threads) {
  at::init_num_threads();
  const int before = at::get_num_threads();
  at::set_num_threads(2);
  std::vector<int64_t> counts(static_cast<size_t>(at::get_num_threads()));
  at::parallel_for(0, 1000, 10, [&](int64_t first, int64_t last) {
    counts.at(static_cast<size_t>(at::get_thread_num())) += last - first;
  });
  EXPECT_EQ(counts[0] + counts[1], 1000);
  EXPECT_EQ(at::get_thread_num(), 0);
  const auto sum = at::parallel_reduce(
      0, 1001, 10, int64_t{0},
      [](int64_t first, int64_t last, int64_t from) {
        for (int64_t i = first; i < last; ++i) from += i;
        return from;
      },
      [](int64_t x, int64_t y) { return x + y; });
  EXPECT_EQ(sum, 500500);
  EXPECT_EQ(at::parallel_reduce(
                3, 3, 1, 7.0, [](int64_t, int64_t, double v) { return v; },
                [](double x, double y) { return x * y; }),
            7.0);
  EXPECT_EQ(at::divup(7, 3), 3);
  EXPECT_GE(at::get_num_interop_threads(), 1);
  EXPECT_NE(at::get_parallel_info().find("at::get_num_threads() : 2"), std::string::npos);
  at::set_num_threads(before);
}

TEST(AtenNames, AnomalyMode) {
  const auto broken = [] {
    const auto x = torch::zeros({2}, torch::requires_grad());
    const auto y = torch::pow(x, 0.5) * 0.0;  // 0 * inf on the way back
    y.sum().backward();
    return x.grad();
  };
  EXPECT_TRUE(broken().isnan().all().item<bool>());
  EXPECT_FALSE(torch::autograd::AnomalyMode::is_enabled());
  {
    const torch::autograd::DetectAnomalyGuard guard;
    EXPECT_TRUE(torch::autograd::AnomalyMode::is_enabled());
    try {
      broken();
      FAIL();
    } catch (const std::exception& e) {
      EXPECT_NE(std::string(e.what()).find("Pow"), std::string::npos) << e.what();
    }
    const auto fine = torch::ones({2}, torch::requires_grad());
    fine.exp().sum().backward();
    EXPECT_NEAR(fine.grad()[0].item<float>(), std::exp(1.0f), 1e-6);
  }
  EXPECT_FALSE(torch::autograd::AnomalyMode::is_enabled());
  torch::autograd::AnomalyMode::set_enabled(true, false);
  EXPECT_FALSE(torch::autograd::AnomalyMode::should_check_nan());
  EXPECT_NO_THROW(broken());
  torch::autograd::AnomalyMode::set_enabled(false);
}

}  // namespace

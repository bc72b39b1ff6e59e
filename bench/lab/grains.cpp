// The workshop for the grains of parallel loops (kGrain, kThreadWork, kGrainBytes and the numbers that stand in a parallel_for):
// from how much work on a second thread pays. Every subject is an operator at growing sizes, for a millisecond over and over, as a
// step of training does it, so that the pool's threads are awake. Attempts: 1 one thread; 2 two halves of the rows, always on two
// threads; 3 the operator on two threads, which its grain decides. Times are of the wall; an argument picks subjects by how their
// names begin.
//
// Two machines, one run each: two virtual cores of Zen 3, and a virtual machine of 16 of a Xeon with AVX-512 (Sapphire Rapids),
// where a line of cache takes longer from core to core. The time of 2 divided by that of 1, at the last size that the operator
// leaves to one thread | at twice that:
//                      Zen 3               Xeon                     one thread takes there
//   add, exp           0.93, 0.66 | 0.65, 0.95    2.0, 0.71 | 1.75, 0.57     5, 15 us | 9 to 11, 30
//   copy of columns    1.06 | 0.84         1.12 | 0.84              15 | 33
//   softmax            1.1 | 1.0           1.26 | 1.04              5 to 7 | 10 to 15
//   layer norm         0.99 | 1.02         1.46 | 0.98              2.5 to 4 | 5 to 7
//   matrix product     0.69 | 0.58         0.92 | 0.73              13 to 17 | 25 to 33
//   3x3 windows        0.74 | 0.81         1.15 | 1.03              32 to 36 | 70
//   Fourier transform  0.86 | 0.79         1.37 | 1.18              16 | 33
//   LSTM               0.82 | 0.74         1.05 | 0.86              36 to 55 | 74 to 110
//   Adam               1.11 | 1.04         1.03 | 0.77              8 to 13 | 17 to 25
//   sum of rows        1.2 | 0.8           1.84 | 1.46              3 to 4 | 6 to 7
// So a second thread pays from 5 to 10 microseconds of work on on the one, from 10 to 30 on the other, and the grains stand between.
// Two stood too high on both: sorting (rows of 64, 4096 elements: 0.47 to 0.57 of one thread's time; it is 1024 now) and max
// pooling (16384 pixels: 0.67 to 1.07; 16384, inputs and outputs together). Medians of 8192 elements took 0.63 to 0.85 on two
// threads; since they take a third of that time on one, 8192 stays.
#include <numeric>

#include "lab/attempts.h"
#include "rushlight/nn.h"
#include "rushlight/optim.h"

namespace {

using namespace rushlight;

struct Subject {
  std::string name;
  int64_t rows;                                             // what the operator is cut along
  std::function<Tensor(int64_t first, int64_t last)> part;  // its result for some of them
};

// The rows of `x` from first to last.
Tensor cut(const Tensor& x, int64_t first, int64_t last) { return x.narrow(0, first, last - first); }

// An operator of one tensor that goes row by row.
template <class Op> Subject by_rows(std::string name, const Tensor& x, const Op& op) {
  name += " " + std::to_string(x.numel());
  return {name, x.size(0), [=](int64_t a, int64_t b) { return op(cut(x, a, b)); }};
}

std::vector<Subject> elementwise(int64_t n) {
  const Tensor x = rand({n}) + 0.5, y = rand({n}), many = rand({n / 64, 64});
  return {{"add " + std::to_string(n), n, [=](int64_t a, int64_t b) { return cut(x, a, b) + cut(y, a, b); }},
          by_rows("exp", x, [](const Tensor& v) { return v.exp(); }),
          by_rows("to int32", x, [](const Tensor& v) { return v.to(kInt); }),
          by_rows("isnan", x, [](const Tensor& v) { return v.isnan(); }),
          by_rows("copy", many.t(), [](const Tensor& v) { return v.contiguous(); }),
          by_rows("pad", many, [](const Tensor& v) {
            return constant_pad_nd(v, {1, 1});
          })};
}

std::vector<Subject> along_rows(int64_t n) {
  const Tensor x = rand({n / 64, 64}), tall = x.t().contiguous(), grid = rand({n / 64, 8, 8, 2}) * 2 - 1;
  const Tensor images = x.view({n / 64, 1, 8, 8}), order = randperm(n / 64, kLong), edges = arange(64) / 64.0;
  const Tensor weight = rand({64}), bias = rand({64});
  return {by_rows("sum of rows", x, [](const Tensor& v) { return v.sum(1); }),
          by_rows("largest of rows", x, [](const Tensor& v) { return v.argmax(1); }),
          {"sum of columns " + std::to_string(n), n / 64,
           [=](int64_t a, int64_t b) { return tall.narrow(1, a, b - a).sum(0); }},
          by_rows("cumulative sum", x, [](const Tensor& v) { return v.cumsum(1); }),
          by_rows("softmax", x, [](const Tensor& v) { return v.softmax(1); }),
          by_rows("layer norm", x, [=](const Tensor& v) { return layer_norm(v, {64}, weight, bias); }),
          by_rows("sort", x, [](const Tensor& v) { return std::get<0>(v.sort(1)); }),
          by_rows("median", x, [](const Tensor& v) { return std::get<0>(v.median(1)); }),
          by_rows("search", x, [=](const Tensor& v) { return searchsorted(edges, v); }),
          by_rows("rows by their numbers", order, [=](const Tensor& v) { return x.index_select(0, v); }),
          by_rows("distances", x, [=](const Tensor& v) { return cdist(v, cut(x, 0, 8)); }),
          by_rows("Fourier transform", x, [](const Tensor& v) { return view_as_real(fft::rfft(v)); }),
          by_rows("max pooling", images, [](const Tensor& v) { return max_pool2d(v, 2); }),
          by_rows("resized", images,
                  [](const Tensor& v) {
                    return upsample_bilinear2d(v, {8, 8}, false);
                  }),
          {"grid_sample " + std::to_string(n), n / 64, [=](int64_t a, int64_t b) {
             return grid_sampler(cut(images, a, b), cut(grid, a, b), 0, 0, false);
           }}};
}

// `work` multiplications.
std::vector<Subject> products(int64_t work) {
  const int64_t rows = work / 4096, images = work / 36864;
  const Tensor a = rand({rows, 64}), b = rand({64, 64}), many = rand({work / 32768 + 1, 32, 32});
  const Tensor pictures = rand({images, 8, 8, 8}), filters = rand({8, 8, 3, 3});
  const Tensor thick = rand({work / 9216, 32, 4, 4}), thick_filters = rand({32, 32, 1, 1});
  const Tensor query = rand({work / 16384 + 1, 1, 16, 32}), few = rand({work / 65536, 1, 4, 16});
  nn::LSTM lstm(nn::LSTMOptions(16, 16));
  const Tensor words = rand({4, work / 8192, 16});
  return {
      by_rows("matrix product", a, [=](const Tensor& v) { return v.mm(b); }),
      by_rows("products", many, [=](const Tensor& v) { return v.bmm(v); }),
      by_rows("3x3 windows", pictures,
              [=](const Tensor& v) {
                return conv2d(v, filters, Tensor(), IntArrayRef{1, 1}, IntArrayRef{1, 1});
              }),
      by_rows("1x1 windows", thick, [=](const Tensor& v) { return conv2d(v, thick_filters); }),
      by_rows("attention of 4", few, [](const Tensor& v) { return scaled_dot_product_attention(v, v, v); }),
      by_rows("attention", query, [](const Tensor& v) { return scaled_dot_product_attention(v, v, v); }),
      {"LSTM " + std::to_string(words.numel()), words.size(1), [=](int64_t first, int64_t last) mutable {
         return std::get<0>(lstm->forward(words.narrow(1, first, last - first).contiguous())).transpose(0, 1);
       }}};
}

// A step of Adam over two parameters. Its rate is zero, so that they stay as they are.
Subject adam(int64_t n) {
  std::vector<Tensor> parameters;
  for (int i = 0; i < 2; ++i) {
    parameters.push_back(rand({n / 2}).requires_grad_());
    parameters.back().mutable_grad() = rand({n / 2});
  }
  const auto step_of = [](const std::vector<Tensor>& some) {
    return std::make_shared<optim::Adam>(some, 0.0);
  };
  const std::vector<std::shared_ptr<optim::Adam>> steps{step_of({parameters[0]}), step_of({parameters[1]}),
                                                        step_of(parameters)};
  return {"Adam " + std::to_string(n), 2, [=](int64_t first, int64_t last) {
            steps[last - first == 2 ? 2 : size_t(first)]->step();
            return parameters[size_t(first)].detach();
          }};
}

template <class Once> int loops_of_a_millisecond(const Once& once) {
  set_num_threads(1);
  const double start = lab::seconds(lab::Clock::kWall);
  int loops = 0;
  do once(), ++loops;
  while (lab::seconds(lab::Clock::kWall) - start < 1e-3);
  return loops;
}

void compare(const Subject& s) {
  int loops = 1;
  const auto repeat = [&loops](int threads, const auto& once) {
    return [&loops, threads, once] {
      set_num_threads(threads);
      lab::Results last;
      for (int i = 0; i < loops; ++i) last = once();
      return last;
    };
  };
  const auto whole = [=] { return lab::Results{s.part(0, s.rows)}; };
  const auto halves = [=] {
    lab::Results both(2);
    parallel_for(0, 2, 1, [&](int64_t first, int64_t last) {
      for (int64_t k = first; k < last; ++k) {
        const NoGradGuard no_grad;
        both[size_t(k)] = s.part(s.rows * k / 2, s.rows * (k + 1) / 2);
      }
    });
    return both;
  };
  const std::vector<lab::Attempt> attempts{{"one thread", repeat(1, whole)},
                                           {"two halves", repeat(2, halves)},
                                           {"the operator", repeat(2, whole)}};
  const Tensor want = whole()[0];
  std::vector<double> errors;
  for (const lab::Attempt& a : attempts) {
    const auto joined = [&] { return lab::Results{cat(a.run(), 0).slice(0, 0, want.size(0))}; };
    errors.push_back(lab::check(s.name, {a.name, joined}, {want}, 1e-6));
  }
  loops = loops_of_a_millisecond(whole);
  lab::time_in_turn(s.name + ", " + std::to_string(loops) + " loops", attempts, errors, lab::Clock::kWall);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string filter = argc > 1 ? argv[1] : "";
  const NoGradGuard no_grad;
  std::vector<Subject> all;
  const auto add = [&](std::vector<Subject> some) { all.insert(all.end(), some.begin(), some.end()); };
  for (int64_t n = 1 << 12; n <= 1 << 17; n *= 2) add(elementwise(n)), add(along_rows(n)), add({adam(n)});
  for (int64_t work = 1 << 18; work <= 1 << 22; work *= 2) add(products(work));
  std::stable_sort(all.begin(), all.end(), [](const Subject& a, const Subject& b) {
    return a.name.substr(0, a.name.rfind(' ')) < b.name.substr(0, b.name.rfind(' '));
  });
  for (const Subject& s : all)
    if (s.name.starts_with(filter)) compare(s);
}

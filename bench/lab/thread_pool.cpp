// The workshop for the threads behind parallel_for: a step of training as the threads see it, loops over arrays with serial
// work between them, alone and beside one busy process for each core. Times are of the wall, for one loop and the gap after
// it. Attempts: 1 OpenMP's static loop (where the compiler has it); 2 to 4 the own pool (core/thread_pool.cpp) with no spins,
// a tenth and ten times as many; 5 the pool as it is. The program takes two threads, whatever OMP_NUM_THREADS says.
//
// The time of 1 divided by that of 5, two cores of Zen 3, beside busy processes: 8 to 100 for the short loops, 25 to 63 with gaps
// of 5 us, 13 to 17 with those of 150: a barrier waits for a thread that does not run. With other work on the machine, but not a
// process for each core: 0.7 to 0.9 for the short loops (with luck; or hundreds), 0.9 to 70, 3.6 to 28. So the library has
// its own pool.
//
// Spins, on two cores of Zen 3 that other work shared (load 4), p10 of 201 steps, one run. The time of 2, 3, 4 divided by that of
// 5: loops of 2 us 1.06, 0.95, 1.0; of 20 us with gaps of 5 to 60 us 1.1 to 1.6, 0.8 to 0.9, 1.15 to 1.3; with gaps of 150 and
// 300 us 1.06 to 1.1, 0.97, 1.4. So to sleep at once and to spin for long both cost more in company; 500 spins were up to a fifth
// faster there than 5000. On 16 cores of a Xeon with nothing else to do: loops of 2 us 1.5, 0.98, 0.97; of 20 us with gaps of 5 us 1.8,
// 1.1, 1.05; with gaps of 150 us 1.02, 1.0, 0.95 (and 0.87 to 0.94 for OpenMP, which never sleeps in them); in company 1.0 to 1.3.
#include "core/thread_pool.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <thread>

#include "lab/attempts.h"

namespace {

using namespace rushlight;

constexpr int kThreads = 2, kLoops = 40;

struct Work {
  const char* name;
  int64_t elements;  // of a loop
  int64_t between;   // elements that one thread works through before the next loop
};

// y = x / 2 + 1 over a part; x stays in the range of the check however often it is run.
void halve(float* x, int64_t first, int64_t last) {
  for (int64_t i = first; i < last; ++i) x[i] = 0.5f * x[i] + 1;
}

struct Halves {
  float* x;
  int64_t n;
};
void halve_chunk(void* context, int chunk) {
  const Halves& h = *static_cast<Halves*>(context);
  const int64_t size = (h.n + kThreads - 1) / kThreads;
  halve(h.x, chunk * size, std::min<int64_t>(h.n, (chunk + 1) * size));
}

// A step: kLoops loops, each followed by the serial work.
template <class Loop> lab::Results step(const Work& work, const Loop& loop) {
  Tensor x = full({work.elements}, 64.0f), own = full({work.between}, 64.0f);
  for (int i = 0; i < kLoops; ++i) {
    loop(Halves{x.data_ptr<float>(), work.elements});
    halve(own.data_ptr<float>(), 0, work.between);
  }
  return {x, own};
}

lab::Attempt with_pool(const char* name, const Work& work, int spins) {
  auto* pool = new ThreadPool(spins);  // its threads never end
  return {name, [=] { return step(work, [=](Halves h) { pool->run(kThreads, halve_chunk, &h); }); }};
}

std::vector<lab::Attempt> attempts(const Work& work) {
  std::vector<lab::Attempt> all;
#ifdef _OPENMP
  all.push_back({"OpenMP", [=] {
                   return step(work, [](Halves h) {
#pragma omp parallel for num_threads(kThreads) schedule(static)
                     for (int chunk = 0; chunk < kThreads; ++chunk) halve_chunk(&h, chunk);
                   });
                 }});
#endif
  all.push_back(with_pool("the pool without spins", work, 0));
  all.push_back(with_pool("with 500", work, ThreadPool::kSpins / 10));
  all.push_back(with_pool("with 50000", work, ThreadPool::kSpins * 10));
  all.push_back(with_pool("the pool", work, ThreadPool::kSpins));
  return all;
}

// A busy process for each core, for as long as this lives. They end with this program, however it ends.
class Company {
 public:
  Company() {
    for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
      const pid_t child = fork();
      if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (volatile bool on = true; on;) {}
      }
      if (child > 0) children_.push_back(child);
    }
  }
  ~Company() {
    for (const pid_t child : children_) {
      kill(child, SIGKILL);
      waitpid(child, nullptr, 0);
    }
  }

 private:
  std::vector<pid_t> children_;
};

}  // namespace

int main() {
  set_num_threads(1);  // what checks the results
  for (const bool busy : {false, true})
    for (const Work& work : {Work{"loops of 2 us, gaps of 2 us", 16384, 16384},
                             Work{"loops of 20 us, gaps of 5 us", 160000, 40000},
                             Work{"loops of 20 us, gaps of 150 us", 160000, 1200000}}) {
      const std::unique_ptr<Company> company(busy ? new Company : nullptr);
      double end = 64;
      for (int i = 0; i < kLoops; ++i) end = 0.5 * end + 1;
      const lab::Results want{full({work.elements}, end, kDouble), full({work.between}, end, kDouble)};
      lab::compare(std::string(work.name) + (busy ? ", in company" : ", alone"), want, 1e-6, attempts(work),
                   lab::Clock::kWall);
    }
}

// Calls into LAPACK: arguments by address as Fortran wants them, lengths of texts at the end as gfortran wants them,
// workspaces asked for and allocated. RUSHLIGHT_LAPACK names the shared library, which is opened when it is first needed.
#include "ops/linalg/lapack.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include "rushlight/core/complex.h"

namespace torch::inline rushlight {
namespace {

// A routine of the library. What it takes is Fortran's: addresses, and the lengths of texts at the end.
class Routine {
 public:
  explicit Routine(void* address = nullptr) : address_(address) {}
  template <class... Args> void operator()(Args... args) const {
    reinterpret_cast<void (*)(Args...)>(address_)(args...);
  }
  explicit operator bool() const { return address_ != nullptr; }

 private:
  void* address_;
};
constexpr size_t kLetter = 1;  // the length of a text

struct Routines {
  Routine getrf, getri, trsm, geev, potrf, gelqf, orglq, gesdd, syevd, gels, gelsy, gelsd, gelss, sytrf,
      sytrs, hetrf, hetrs;
};

// The shared library, opened by the first call that needs it: programs that need none start without it.
void* library() {
#ifdef RUSHLIGHT_LAPACK
  static void* const opened = dlopen(RUSHLIGHT_LAPACK, RTLD_LAZY | RTLD_LOCAL);
  return opened;
#else
  return nullptr;
#endif
}

template <class T> Routine routine(const char* name) {
  const char* letter = std::is_same_v<T, float>            ? "s"
                       : std::is_same_v<T, double>         ? "d"
                       : std::is_same_v<T, Complex<float>> ? "c"
                                                           : "z";
  return Routine(dlsym(library(), (std::string(letter) + name + "_").c_str()));
}

// What is orthogonal and symmetric for real numbers is unitary and Hermitian for complex ones.
template <class T> const Routines& routines() {
  constexpr bool complex = is_complex_v<T>;
  static const Routines found = {.getrf = routine<T>("getrf"),
                                 .getri = routine<T>("getri"),
                                 .trsm = routine<T>("trsm"),
                                 .geev = routine<T>("geev"),
                                 .potrf = routine<T>("potrf"),
                                 .gelqf = routine<T>("gelqf"),
                                 .orglq = routine<T>(complex ? "unglq" : "orglq"),
                                 .gesdd = routine<T>("gesdd"),
                                 .syevd = routine<T>(complex ? "heevd" : "syevd"),
                                 .gels = routine<T>("gels"),
                                 .gelsy = routine<T>("gelsy"),
                                 .gelsd = routine<T>("gelsd"),
                                 .gelss = routine<T>("gelss"),
                                 .sytrf = routine<T>("sytrf"),
                                 .sytrs = routine<T>("sytrs"),
                                 .hetrf = routine<T>(complex ? "hetrf" : "sytrf"),
                                 .hetrs = routine<T>(complex ? "hetrs" : "sytrs")};
  return found;
}

// Calls f(work, size) twice: with -1, which asks for the best size, and with a workspace of that size.
template <class T, class F> int with_work(const F& f) {
  T best = 0;
  int size = -1;
  int info = f(&best, &size);
  if (info != 0) return info;
  // In float, sizes beyond 2^24 come rounded.
  double wanted = 0;
  if constexpr (is_complex_v<T>) wanted = static_cast<double>(best.real());
  else wanted = static_cast<double>(best);
  size = std::max(1, static_cast<int>(wanted * (1 + 1e-7)));
  std::vector<T> work(static_cast<size_t>(size));
  return f(work.data(), &size);
}

}  // namespace

bool has_lapack() {
  // Half a library is none.
  static const bool complete = library() && routines<float>().sytrs && routines<double>().gesdd &&
                               routines<Complex<float>>().orglq && routines<Complex<double>>().hetrs;
  return complete;
}

namespace {

// OpenBLAS with threads of its own; found or not, because the alternatives choose the library at run time.
struct OpenBlas {
  int (*get)() = nullptr;
  void (*set)(int) = nullptr;
  OpenBlas() {
    if (!library()) return;
    const auto kind = reinterpret_cast<int (*)()>(dlsym(library(), "openblas_get_parallel"));
    if (!kind || kind() == 0) return;
    get = reinterpret_cast<int (*)()>(dlsym(library(), "openblas_get_num_threads"));
    set = reinterpret_cast<void (*)(int)>(dlsym(library(), "openblas_set_num_threads"));
  }
};
const OpenBlas& openblas() {
  static const OpenBlas found;
  return found;
}

}  // namespace

BlasThreads::BlasThreads(int n) {
  if (!openblas().get || !openblas().set) return;
  const int now = openblas().get();
  if (now == n) return;
  before_ = now;
  openblas().set(n);
}
BlasThreads::~BlasThreads() {
  if (before_ != 0) openblas().set(before_);
}

template <class T> int Lapack<T>::getrf(int m, int n, T* a, int lda, int* pivots) {
  int info = 0;
  routines<T>().getrf(&m, &n, a, &lda, pivots, &info);
  return info;
}
template <class T> int Lapack<T>::getri(int n, T* a, int lda, const int* pivots) {
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    routines<T>().getri(&n, a, &lda, pivots, work, size, &info);
    return info;
  });
}
template <class T>
void Lapack<T>::trsm(char side, char uplo, char diag, int m, int n, const T* a, int lda, T* b, int ldb) {
  const char trans = 'N';
  const T one = 1;
  routines<T>().trsm(&side, &uplo, &trans, &diag, &m, &n, &one, a, &lda, b, &ldb, kLetter, kLetter, kLetter,
                     kLetter);
}
template <class T> int Lapack<T>::geev(char jobv, int n, T* a, int lda, T* w, T* wi, T* v, int ldv) {
  const char no = 'N';
  const int one = 1;
  T* const none = nullptr;
  std::vector<Real> more(is_complex_v<T> ? static_cast<size_t>(2 * std::max(1, n)) : 0);
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    const Routine& geev = routines<T>().geev;
    if constexpr (is_complex_v<T>)
      geev(&no, &jobv, &n, a, &lda, w, none, &one, v, &ldv, work, size, more.data(), &info, kLetter, kLetter);
    else geev(&no, &jobv, &n, a, &lda, w, wi, none, &one, v, &ldv, work, size, &info, kLetter, kLetter);
    return info;
  });
}
template <class T> int Lapack<T>::potrf(char uplo, int n, T* a, int lda) {
  int info = 0;
  routines<T>().potrf(&uplo, &n, a, &lda, &info, kLetter);
  return info;
}
template <class T> int Lapack<T>::gelqf(int m, int n, T* a, int lda, T* tau) {
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    routines<T>().gelqf(&m, &n, a, &lda, tau, work, size, &info);
    return info;
  });
}
template <class T> int Lapack<T>::orglq(int m, int n, int k, T* a, int lda, const T* tau) {
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    routines<T>().orglq(&m, &n, &k, a, &lda, tau, work, size, &info);
    return info;
  });
}
template <class T>
int Lapack<T>::gesdd(char jobz, int m, int n, T* a, int lda, Real* s, T* u, int ldu, T* vt, int ldvt) {
  const size_t less = static_cast<size_t>(std::max(1, std::min(m, n))),
               most = static_cast<size_t>(std::max(m, n));
  std::vector<int> integers(8 * less);
  std::vector<Real> more(is_complex_v<T> ? jobz == 'N' ? 7 * less : less * (5 * less + 2 * most + 7) : 0);
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    const Routine& gesdd = routines<T>().gesdd;
    if constexpr (is_complex_v<T>)
      gesdd(&jobz, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, size, more.data(), integers.data(), &info,
            kLetter);
    else gesdd(&jobz, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, size, integers.data(), &info, kLetter);
    return info;
  });
}
template <class T> int Lapack<T>::syevd(char jobz, char uplo, int n, T* a, int lda, Real* w) {
  const bool vectors = jobz == 'V';
  const int whole = vectors ? 3 + 5 * n : 1, numbers = vectors ? 1 + 5 * n + 2 * n * n : std::max(1, n);
  std::vector<int> integers(static_cast<size_t>(whole));
  std::vector<Real> more(is_complex_v<T> ? static_cast<size_t>(numbers) : 0);
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    const Routine& syevd = routines<T>().syevd;
    if constexpr (is_complex_v<T>)
      syevd(&jobz, &uplo, &n, a, &lda, w, work, size, more.data(), &numbers, integers.data(), &whole, &info,
            kLetter, kLetter);
    else syevd(&jobz, &uplo, &n, a, &lda, w, work, size, integers.data(), &whole, &info, kLetter, kLetter);
    return info;
  });
}
template <class T> int Lapack<T>::gels(int m, int n, int k, T* a, int lda, T* b, int ldb) {
  const char trans = 'N';
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    routines<T>().gels(&trans, &m, &n, &k, a, &lda, b, &ldb, work, size, &info, kLetter);
    return info;
  });
}
template <class T>
int Lapack<T>::gelsy(int m, int n, int k, T* a, int lda, T* b, int ldb, Real rcond, int* rank) {
  std::vector<int> order(static_cast<size_t>(std::max(1, n)));
  std::vector<Real> more(is_complex_v<T> ? static_cast<size_t>(2 * std::max(1, n)) : 0);
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    const Routine& gelsy = routines<T>().gelsy;
    if constexpr (is_complex_v<T>)
      gelsy(&m, &n, &k, a, &lda, b, &ldb, order.data(), &rcond, rank, work, size, more.data(), &info);
    else gelsy(&m, &n, &k, a, &lda, b, &ldb, order.data(), &rcond, rank, work, size, &info);
    return info;
  });
}
template <class T>
int Lapack<T>::gelsd(int m, int n, int k, T* a, int lda, T* b, int ldb, Real* s, Real rcond, int* rank) {
  // The query gives the sizes of these two.
  std::vector<int> integers(1);
  std::vector<Real> more(1);
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    if (*size != -1) integers.resize(static_cast<size_t>(std::max(1, integers[0])));
    const Routine& gelsd = routines<T>().gelsd;
    if constexpr (is_complex_v<T>) {
      if (*size != -1) more.resize(static_cast<size_t>(std::max(Real(1), more[0] * Real(1 + 1e-6))));
      gelsd(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, size, more.data(), integers.data(), &info);
    } else {
      gelsd(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, size, integers.data(), &info);
    }
    return info;
  });
}
template <class T>
int Lapack<T>::gelss(int m, int n, int k, T* a, int lda, T* b, int ldb, Real* s, Real rcond, int* rank) {
  std::vector<Real> more(is_complex_v<T> ? static_cast<size_t>(5 * std::max(1, std::min(m, n))) : 0);
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    const Routine& gelss = routines<T>().gelss;
    if constexpr (is_complex_v<T>)
      gelss(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, size, more.data(), &info);
    else gelss(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, size, &info);
    return info;
  });
}
template <class T> int Lapack<T>::sytrf(bool hermitian, int n, T* a, int lda, int* pivots) {
  const char uplo = 'L';
  return with_work<T>([&](T* work, int* size) {
    int info = 0;
    (hermitian ? routines<T>().hetrf : routines<T>().sytrf)(&uplo, &n, a, &lda, pivots, work, size, &info,
                                                            kLetter);
    return info;
  });
}
template <class T>
int Lapack<T>::sytrs(bool hermitian, int n, int k, const T* a, int lda, const int* pivots, T* b, int ldb) {
  const char uplo = 'L';
  int info = 0;
  (hermitian ? routines<T>().hetrs : routines<T>().sytrs)(&uplo, &n, &k, a, &lda, pivots, b, &ldb, &info,
                                                          kLetter);
  return info;
}

template struct Lapack<float>;
template struct Lapack<double>;
template struct Lapack<Complex<float>>;
template struct Lapack<Complex<double>>;

}  // namespace torch::inline rushlight

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

using In = const int*;
using Text = const char*;

template <class T> using Getrf = void(In m, In n, T* a, In lda, int* pivots, int* info);
template <class T> using Getri = void(In n, T* a, In lda, In pivots, T* work, In lwork, int* info);
template <class T> using Potrf = void(Text uplo, In n, T* a, In lda, int* info, size_t);
template <class T>
using Trsm = void(Text side, Text uplo, Text trans, Text diag, In m, In n, const T* alpha, const T* a, In lda,
                  T* b, In ldb, size_t, size_t, size_t, size_t);
template <class T> using Gelqf = void(In m, In n, T* a, In lda, T* tau, T* work, In lwork, int* info);
template <class T>
using Orglq = void(In m, In n, In k, T* a, In lda, const T* tau, T* work, In lwork, int* info);
template <class T>
using Gesdd = void(Text jobz, In m, In n, T* a, In lda, T* s, T* u, In ldu, T* vt, In ldvt, T* work, In lwork,
                   int* iwork, int* info, size_t);
template <class T>
using Syevd = void(Text jobz, Text uplo, In n, T* a, In lda, T* w, T* work, In lwork, int* iwork, In liwork,
                   int* info, size_t, size_t);
template <class T>
using Gels = void(Text trans, In m, In n, In k, T* a, In lda, T* b, In ldb, T* work, In lwork, int* info,
                  size_t);
template <class T>
using Gelsy = void(In m, In n, In k, T* a, In lda, T* b, In ldb, int* jpvt, const T* rcond, int* rank,
                   T* work, In lwork, int* info);
template <class T>
using Gelsd = void(In m, In n, In k, T* a, In lda, T* b, In ldb, T* s, const T* rcond, int* rank, T* work,
                   In lwork, int* iwork, int* info);
template <class T>
using Gelss = void(In m, In n, In k, T* a, In lda, T* b, In ldb, T* s, const T* rcond, int* rank, T* work,
                   In lwork, int* info);
template <class T>
using Sytrf = void(Text uplo, In n, T* a, In lda, int* pivots, T* work, In lwork, int* info, size_t);
template <class T>
using Sytrs = void(Text uplo, In n, In k, const T* a, In lda, In pivots, T* b, In ldb, int* info, size_t);

template <class T> struct GeevOf {
  using type = void(Text jobvl, Text jobvr, In n, T* a, In lda, T* wr, T* wi, T* vl, In ldvl, T* vr, In ldvr,
                    T* work, In lwork, int* info, size_t, size_t);
};
template <class R> struct GeevOf<Complex<R>> {
  using T = Complex<R>;
  using type = void(Text jobvl, Text jobvr, In n, T* a, In lda, T* w, T* vl, In ldvl, T* vr, In ldvr, T* work,
                    In lwork, R* rwork, int* info, size_t, size_t);
};
template <class T> using Geev = typename GeevOf<T>::type;

template <class T> struct SystemRoutines {
  Getrf<T>* getrf;
  Getri<T>* getri;
  Trsm<T>* trsm;
  Geev<T>* geev;
};
template <class T> struct Routines {
  Potrf<T>* potrf;
  Gelqf<T>* gelqf;
  Orglq<T>* orglq;
  Gesdd<T>* gesdd;
  Syevd<T>* syevd;
  Gels<T>* gels;
  Gelsy<T>* gelsy;
  Gelsd<T>* gelsd;
  Gelss<T>* gelss;
  Sytrf<T>* sytrf;
  Sytrs<T>* sytrs;
};

}  // namespace

namespace {

// The shared library, opened by the first call that needs it: programs that need none start without it.
void* library() {
#ifdef RUSHLIGHT_LAPACK
  static void* const opened = dlopen(RUSHLIGHT_LAPACK, RTLD_LAZY | RTLD_LOCAL);
  return opened;
#else
  return nullptr;
#endif
}

template <class F> F* find(const std::string& name) {
  return reinterpret_cast<F*>(dlsym(library(), name.c_str()));
}

template <class T> std::string symbol(const char* routine) {
  const char* letter = std::is_same_v<T, float>            ? "s"
                       : std::is_same_v<T, double>         ? "d"
                       : std::is_same_v<T, Complex<float>> ? "c"
                                                           : "z";
  return std::string(letter) + routine + "_";
}

template <class T> const SystemRoutines<T>& system_routines() {
  static const SystemRoutines<T> found = {find<Getrf<T>>(symbol<T>("getrf")),
                                          find<Getri<T>>(symbol<T>("getri")),
                                          find<Trsm<T>>(symbol<T>("trsm")), find<Geev<T>>(symbol<T>("geev"))};
  return found;
}

template <class T> const Routines<T>& routines() {
  static const Routines<T> found = [] {
    const auto name = symbol<T>;
    return Routines<T>{
        find<Potrf<T>>(name("potrf")), find<Gelqf<T>>(name("gelqf")), find<Orglq<T>>(name("orglq")),
        find<Gesdd<T>>(name("gesdd")), find<Syevd<T>>(name("syevd")), find<Gels<T>>(name("gels")),
        find<Gelsy<T>>(name("gelsy")), find<Gelsd<T>>(name("gelsd")), find<Gelss<T>>(name("gelss")),
        find<Sytrf<T>>(name("sytrf")), find<Sytrs<T>>(name("sytrs"))};
  }();
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
                               system_routines<double>().trsm && system_routines<Complex<float>>().geev;
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

template <class T> int LapackSystems<T>::getrf(int m, int n, T* a, int lda, int* pivots) {
  int info = 0;
  system_routines<T>().getrf(&m, &n, a, &lda, pivots, &info);
  return info;
}
template <class T> int LapackSystems<T>::getri(int n, T* a, int lda, const int* pivots) {
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    system_routines<T>().getri(&n, a, &lda, pivots, work, size, &info);
    return info;
  });
}
template <class T> int Lapack<T>::potrf(char uplo, int n, T* a, int lda) {
  int info = 0;
  routines<T>().potrf(&uplo, &n, a, &lda, &info, 1);
  return info;
}
template <class T>
void LapackSystems<T>::trsm(char side, char uplo, char diag, int m, int n, const T* a, int lda, T* b,
                            int ldb) {
  const char trans = 'N';
  const T one = 1;
  system_routines<T>().trsm(&side, &uplo, &trans, &diag, &m, &n, &one, a, &lda, b, &ldb, 1, 1, 1, 1);
}
template <class T> int LapackSystems<T>::geev(char jobv, int n, T* a, int lda, T* w, T* wi, T* v, int ldv) {
  const char no = 'N';
  const int one = 1;
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    if constexpr (is_complex_v<T>) {
      std::vector<typename T::value_type> real_work(static_cast<size_t>(2 * std::max(1, n)));
      system_routines<T>().geev(&no, &jobv, &n, a, &lda, w, nullptr, &one, v, &ldv, work, size,
                                real_work.data(), &info, 1, 1);
    } else {
      system_routines<T>().geev(&no, &jobv, &n, a, &lda, w, wi, nullptr, &one, v, &ldv, work, size, &info, 1,
                                1);
    }
    return info;
  });
}
template <class T> int Lapack<T>::gelqf(int m, int n, T* a, int lda, T* tau) {
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().gelqf(&m, &n, a, &lda, tau, work, size, &info);
    return info;
  });
}
template <class T> int Lapack<T>::orglq(int m, int n, int k, T* a, int lda, const T* tau) {
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().orglq(&m, &n, &k, a, &lda, tau, work, size, &info);
    return info;
  });
}
template <class T>
int Lapack<T>::gesdd(char jobz, int m, int n, T* a, int lda, T* s, T* u, int ldu, T* vt, int ldvt) {
  std::vector<int> iwork(static_cast<size_t>(8 * std::max(1, std::min(m, n))));
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().gesdd(&jobz, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, size, iwork.data(), &info, 1);
    return info;
  });
}
template <class T> int Lapack<T>::syevd(char jobz, char uplo, int n, T* a, int lda, T* w) {
  const int integers = jobz == 'V' ? 3 + 5 * n : 1;
  std::vector<int> iwork(static_cast<size_t>(integers));
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().syevd(&jobz, &uplo, &n, a, &lda, w, work, size, iwork.data(), &integers, &info, 1, 1);
    return info;
  });
}
template <class T> int Lapack<T>::gels(int m, int n, int k, T* a, int lda, T* b, int ldb) {
  const char trans = 'N';
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().gels(&trans, &m, &n, &k, a, &lda, b, &ldb, work, size, &info, 1);
    return info;
  });
}
template <class T>
int Lapack<T>::gelsy(int m, int n, int k, T* a, int lda, T* b, int ldb, T rcond, int* rank) {
  std::vector<int> order(static_cast<size_t>(std::max(1, n)));
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().gelsy(&m, &n, &k, a, &lda, b, &ldb, order.data(), &rcond, rank, work, size, &info);
    return info;
  });
}
template <class T>
int Lapack<T>::gelsd(int m, int n, int k, T* a, int lda, T* b, int ldb, T* s, T rcond, int* rank) {
  // min(m, n) * (3 levels + 11), where levels <= 32.
  std::vector<int> iwork(static_cast<size_t>(std::max(1, std::min(m, n)) * (3 * 32 + 11)));
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().gelsd(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, size, iwork.data(), &info);
    return info;
  });
}
template <class T>
int Lapack<T>::gelss(int m, int n, int k, T* a, int lda, T* b, int ldb, T* s, T rcond, int* rank) {
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().gelss(&m, &n, &k, a, &lda, b, &ldb, s, &rcond, rank, work, size, &info);
    return info;
  });
}
template <class T> int Lapack<T>::sytrf(int n, T* a, int lda, int* pivots) {
  const char uplo = 'L';
  return with_work<T>([&](T* work, In size) {
    int info = 0;
    routines<T>().sytrf(&uplo, &n, a, &lda, pivots, work, size, &info, 1);
    return info;
  });
}
template <class T> int Lapack<T>::sytrs(int n, int k, const T* a, int lda, const int* pivots, T* b, int ldb) {
  const char uplo = 'L';
  int info = 0;
  routines<T>().sytrs(&uplo, &n, &k, a, &lda, pivots, b, &ldb, &info, 1);
  return info;
}

template struct LapackSystems<float>;
template struct LapackSystems<double>;
template struct LapackSystems<Complex<float>>;
template struct LapackSystems<Complex<double>>;
template struct Lapack<float>;
template struct Lapack<double>;

}  // namespace torch::inline rushlight

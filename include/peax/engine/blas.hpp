#pragma once
//! @file
//! The few functions of OpenBLAS that peax calls by itself, and the guard that keeps it to one thread.

#include <mutex>

namespace peax::engine {

namespace detail {
// Under names of peax's own: <cblas.h> and the declarations that xtensor-blas brings contradict each other, so that neither can be
// included where users may include the other. The enumerations of C are passed as int.
extern "C" {
void peax_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, float const* a,
                int a_row, float const* b, int b_row, float beta, float* c, int c_row) __asm__("cblas_sgemm");
int peax_blas_threads() __asm__("openblas_get_num_threads");
void peax_set_blas_threads(int) __asm__("openblas_set_num_threads");
char* peax_blas_config() __asm__("openblas_get_config");
}
} // namespace detail

//! "OpenBLAS 0.3.21 ... SkylakeX": the version, how it was built, and the processor whose code it chose.
[[nodiscard]] inline char const* blas_text() { return detail::peax_blas_config(); }

//! While one of these lives, OpenBLAS computes on the calling thread alone: on two threads it gives other bytes than on one. The
//! number of threads is one setting for the whole process: the last guard to end, in whatever thread, gives back the first one's.
class one_blas_thread {
 public:
  one_blas_thread() {
    std::lock_guard const alone(guard());
    if (alive()++ > 0) return;
    before() = detail::peax_blas_threads();
    detail::peax_set_blas_threads(1);
  }
  ~one_blas_thread() {
    std::lock_guard const alone(guard());
    if (--alive() == 0) detail::peax_set_blas_threads(before());
  }
  one_blas_thread(one_blas_thread const&) = delete;
  one_blas_thread& operator=(one_blas_thread const&) = delete;

 private:
  static std::mutex& guard() {
    static std::mutex of_all;
    return of_all;
  }
  static int& alive() {
    static int count = 0;
    return count;
  }
  static int& before() {
    static int threads = 1;
    return threads;
  }
};

//! y [m, n] = alpha * op(a) op(b), all in row-major order; op transposes where it is told to.
inline void multiply(bool transpose_a, bool transpose_b, int m, int n, int k, float alpha, float const* a,
                     float const* b, float* y) {
  constexpr int row_major = 101, as_it_is = 111, transposed = 112; // of cblas
  detail::peax_sgemm(row_major, transpose_a ? transposed : as_it_is, transpose_b ? transposed : as_it_is, m,
                     n, k, alpha, a, transpose_a ? m : k, b, transpose_b ? k : n, 0.0F, y, n);
}

} // namespace peax::engine

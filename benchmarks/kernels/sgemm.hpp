#pragma once
//! @file
//! The machine's single-precision speed at this moment: OpenBLAS sgemm of 1024 on one thread. Other programs
//! and the clock change it, so every benchmark states its speed as a share of it, measured before and after.
//! All times are those of the thread, so that a busy machine disturbs less.

#include <benchmark/benchmark.h>
#include <cblas.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <new>
#include <vector>

extern "C" void openblas_set_num_threads(int);

namespace kernel_benchmark {

//! Memory as the engine has it: aligned to the widest vector.
template <class T> struct aligned {
  using value_type = T;
  aligned() = default;
  template <class U> explicit aligned(aligned<U> const&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), std::align_val_t{64})); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, std::align_val_t{64}); }
  friend bool operator==(aligned, aligned) { return true; }
};
using floats = std::vector<float, aligned<float>>;

//! Seconds that this thread has computed.
inline double thread_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

//! Multiplications and additions a second, the best of a few runs.
inline double sgemm_rate() {
  constexpr int n = 1024;
  static std::vector<float> a(n * n, 0.5F), b(n * n, 0.25F), c(n * n);
  openblas_set_num_threads(1);
  double best = 0;
  for (int run = 0; run < 3; ++run) {
    double const start = thread_seconds();
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1.0F, a.data(), n, b.data(), n, 0.0F,
                c.data(), n);
    best = std::max(best, 2.0 * n * n * n / (thread_seconds() - start));
  }
  return best;
}

//! The best rate of the state's iterations, `amount` a run.
template <class Body> double best_rate(benchmark::State& state, double amount, Body const& body) {
  double best = 0;
  for (auto _ : state) {
    double const start = thread_seconds();
    body();
    best = std::max(best, amount / (thread_seconds() - start));
  }
  return best;
}

//! Reports GFLOP/s and the share of sgemm's rate.
template <class Body> void run(benchmark::State& state, double operations, Body const& body) {
  double const before = sgemm_rate();
  double const rate = best_rate(state, operations, body);
  state.counters["GFLOP/s"] = rate / 1e9;
  state.counters["of_sgemm"] = rate / std::max(before, sgemm_rate());
}

//! Reports GB/s, for kernels that are bound by memory.
template <class Body> void run_bytes(benchmark::State& state, double bytes, Body const& body) {
  state.counters["GB/s"] = best_rate(state, bytes, body) / 1e9;
}

} // namespace kernel_benchmark

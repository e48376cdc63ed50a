#pragma once
//! @file
//! Which vector instructions the kernels use: found once at run time, so that one build serves all machines.

#include <atomic>

namespace peax::engine::kernel {

//! The families the kernels are compiled for. `portable` is plain C++ on 4-lane vectors and runs everywhere.
enum class instruction_set { portable, avx2, avx512 };

[[nodiscard]] inline char const* name_of(instruction_set set) noexcept {
  switch (set) {
  case instruction_set::portable: return "portable";
  case instruction_set::avx2: return "avx2";
  case instruction_set::avx512: return "avx512";
  }
  return "portable";
}

//! Whether this processor runs the given family.
[[nodiscard]] inline bool is_available(instruction_set set) noexcept {
#if defined(__x86_64__)
  if (set == instruction_set::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (set == instruction_set::avx512) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           is_available(instruction_set::avx2);
  }
#endif
  return set == instruction_set::portable;
}

//! The widest family that this processor runs.
[[nodiscard]] inline instruction_set widest_instruction_set() noexcept {
  if (is_available(instruction_set::avx512)) return instruction_set::avx512;
  return is_available(instruction_set::avx2) ? instruction_set::avx2 : instruction_set::portable;
}

namespace detail {
inline std::atomic<instruction_set>& chosen_instruction_set() noexcept {
  static std::atomic<instruction_set> chosen{widest_instruction_set()};
  return chosen;
}
} // namespace detail

//! The family that kernels use unless they are told otherwise.
[[nodiscard]] inline instruction_set current_instruction_set() noexcept {
  return detail::chosen_instruction_set().load(std::memory_order_relaxed);
}

//! Uses the given family (which must be available) until the guard ends. For tests and comparisons: objects
//! that were made before, such as a `convolution`, keep the family they were made with.
class instruction_set_guard {
 public:
  explicit instruction_set_guard(instruction_set set) noexcept
      : before_(detail::chosen_instruction_set().exchange(set)) {}
  ~instruction_set_guard() { detail::chosen_instruction_set().store(before_); }
  instruction_set_guard(instruction_set_guard const&) = delete;
  instruction_set_guard& operator=(instruction_set_guard const&) = delete;

 private:
  instruction_set before_;
};

} // namespace peax::engine::kernel

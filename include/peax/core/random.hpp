#pragma once
//! @file
//! Counter-based random numbers: the n-th number of a stream is a function of (seed, stream, n), so results
//! depend neither on the standard library nor on the number of threads.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace peax {

//! A stream of random numbers. SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) over a counter.
class random_stream {
 public:
  explicit random_stream(std::uint64_t seed, std::uint64_t stream = 0)
      : key_(scramble(seed + 0x9e3779b97f4a7c15ULL * (stream + 1))) {}

  //! 64 uniform bits.
  std::uint64_t bits() { return scramble(key_ + 0x9e3779b97f4a7c15ULL * ++count_); }

  //! Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }

  //! Uniform in [0, below), without bias (multiply-shift with rejection, Lemire 2019). `below` must be positive.
  std::uint64_t index(std::uint64_t below) {
    std::uint64_t const reject = (0 - below) % below;
    for (;;) {
      auto const product = static_cast<unsigned_128>(bits()) * below;
      if (static_cast<std::uint64_t>(product) >= reject) return static_cast<std::uint64_t>(product >> 64);
    }
  }

  //! Standard normal (Box-Muller; one value a call, two uniforms).
  double normal() {
    double const radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(6.283185307179586476925 * uniform());
  }

  //! Shuffles in place (Fisher-Yates).
  template <class T> void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[static_cast<std::size_t>(index(i))]);
  }

 private:
  __extension__ using unsigned_128 = unsigned __int128;

  static std::uint64_t scramble(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  std::uint64_t key_, count_ = 0;
};

} // namespace peax

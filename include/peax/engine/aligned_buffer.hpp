#pragma once
//! @file
//! Memory of a plan: floats on a cache line's border, zero at first, allocated once.

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>

namespace peax::engine {

//! Owns floats on a 64-byte border.
class aligned_buffer {
 public:
  aligned_buffer() = default;
  explicit aligned_buffer(std::size_t size)
      : memory_(static_cast<float*>(::operator new(size * sizeof(float), std::align_val_t{64}))),
        size_(size) {
    std::memset(static_cast<void*>(memory_.get()), 0, size * sizeof(float));
  }

  [[nodiscard]] float* data() const { return memory_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<float> span() const { return {memory_.get(), size_}; }

 private:
  struct release {
    void operator()(float* at) const { ::operator delete(at, std::align_val_t{64}); }
  };
  std::unique_ptr<float, release> memory_;
  std::size_t size_ = 0;
};

//! Rounded up to a whole number of cache lines (16 floats), so that buffers behind each other do not share one.
[[nodiscard]] constexpr std::size_t in_lines(std::size_t floats) { return (floats + 15) / 16 * 16; }

} // namespace peax::engine

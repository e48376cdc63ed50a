#include "allocation_count.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {
std::atomic<long> allocations{0};

void* counted_or_null(std::size_t size, std::size_t alignment) noexcept {
  ++allocations;
  std::size_t const rounded = (size + alignment) / alignment * alignment;
  return std::aligned_alloc(alignment, rounded);
}

void* counted(std::size_t size, std::size_t alignment) {
  if (void* const at = counted_or_null(size, alignment)) return at;
  throw std::bad_alloc();
}
} // namespace

long peax::testing::allocation_count() { return allocations; }

void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
// The forms that give nullptr instead of throwing: std::stable_sort takes its buffer by them.
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
  return counted_or_null(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment, std::nothrow_t const&) noexcept {
  return counted_or_null(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* at, std::nothrow_t const&) noexcept { std::free(at); }
void operator delete(void* at, std::align_val_t, std::nothrow_t const&) noexcept { std::free(at); }
void operator delete(void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }
void operator delete(void* at, std::align_val_t) noexcept { std::free(at); }
void operator delete(void* at, std::size_t, std::align_val_t) noexcept { std::free(at); }

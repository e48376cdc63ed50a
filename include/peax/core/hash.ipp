#pragma once
//! @file
//! The bodies of hash.hpp, by xxHash.

#include <peax/core/hash.hpp>

#include <xxhash.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <new>
#include <span>

namespace peax {

// A state is what XXH3_createState gives, under a name that does not depend on how a user includes xxhash.h.
struct hasher::state {
  [[nodiscard]] XXH3_state_t* get() { return reinterpret_cast<XXH3_state_t*>(this); }
  [[nodiscard]] XXH3_state_t const* get() const { return reinterpret_cast<XXH3_state_t const*>(this); }
};

PEAX_INLINE void hasher::free_state::operator()(state* s) const noexcept { XXH3_freeState(s->get()); }

PEAX_INLINE hasher::hasher() : state_(reinterpret_cast<state*>(XXH3_createState())) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_->get());
}

PEAX_INLINE hasher& hasher::bytes(std::span<std::byte const> content) {
  XXH3_128bits_update(state_->get(), content.data(), content.size());
  return words({static_cast<std::uint64_t>(content.size()) << 8}); // no kind of number is that long
}

PEAX_INLINE hasher& hasher::words(std::initializer_list<std::uint64_t> content) {
  XXH3_128bits_update(state_->get(), content.begin(), content.size() * sizeof(std::uint64_t));
  return *this;
}

PEAX_INLINE digest hasher::finish() const {
  XXH128_hash_t const made = XXH3_128bits_digest(state_->get());
  return {made.high64, made.low64};
}

} // namespace peax

#pragma once
//! @file
//! Content hashes of 128 bits: identities of networks, data, reports and rewriters.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace peax {

//! A 128-bit content hash. Equal content gives equal digests on every machine of the same byte order.
struct digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(digest const&, digest const&) = default;

  //! 32 lower-case hexadecimal digits.
  [[nodiscard]] std::string text() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(32, '0');
    for (unsigned i = 0; i < 16; ++i) {
      out[15 - i] = digits[(high >> (4 * i)) & 15u];
      out[31 - i] = digits[(low >> (4 * i)) & 15u];
    }
    return out;
  }
};

//! Takes content piece by piece and gives its digest: XXH3 of 128 bits, by xxHash. Not cryptographic: it guards against mix-ups,
//! not against attackers. What a piece is and how long is hashed behind it, so that ("ab", "c") and ("a", "bc") differ.
class hasher {
 public:
  //! Names how digests are made; part of every identity, so that what was kept under digests of another kind is never believed.
  static constexpr std::string_view version = "xxh3";

  PEAX_INLINE hasher();

  PEAX_INLINE hasher& bytes(std::span<std::byte const> content);

  hasher& operator()(std::string_view text) {
    return bytes(std::as_bytes(std::span(text.data(), text.size())));
  }
  hasher& operator()(char const* text) { return (*this)(std::string_view(text)); }
  hasher& operator()(digest d) { return words({d.high, d.low, of_a_digest}); }

  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  hasher& operator()(T value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return words({bits, sizeof value});
  }

  template <class T> hasher& operator()(std::span<T const> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    return bytes(std::as_bytes(values));
  }

  [[nodiscard]] PEAX_INLINE digest finish() const;

 private:
  static constexpr std::uint64_t of_a_digest = 16; // what stands behind a piece: its kind or length
  struct state;                                    // of xxHash
  struct free_state {
    PEAX_INLINE void operator()(state* s) const noexcept;
  };

  PEAX_INLINE hasher& words(std::initializer_list<std::uint64_t> content);

  std::unique_ptr<state, free_state> state_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/core/hash.ipp>
#endif

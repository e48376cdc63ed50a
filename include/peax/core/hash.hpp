#pragma once
//! @file
//! Content hashes of 128 bits: identities of networks, data, reports and rewriters.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

//! Takes content piece by piece and gives its digest. Not cryptographic: it guards against mix-ups, not against attackers.
//! Two multiply-rotate lanes in the manner of MurmurHash3 (x64, 128 bits); lengths are hashed with the content,
//! so that ("ab", "c") and ("a", "bc") differ.
class hasher {
 public:
  hasher& bytes(std::span<std::byte const> content) {
    std::size_t const whole = content.size() / 16 * 16;
    for (std::size_t i = 0; i < whole; i += 16) mix(word(content.data() + i), word(content.data() + i + 8));
    std::array<std::byte, 16> tail{};
    if (whole < content.size()) std::memcpy(tail.data(), content.data() + whole, content.size() - whole);
    mix(word(tail.data()), word(tail.data() + 8) ^ static_cast<std::uint64_t>(content.size()) << 8);
    return *this;
  }

  hasher& operator()(std::string_view text) {
    return bytes(std::as_bytes(std::span(text.data(), text.size())));
  }
  hasher& operator()(char const* text) { return (*this)(std::string_view(text)); }
  hasher& operator()(digest d) {
    mix(d.high, d.low);
    return *this;
  }

  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  hasher& operator()(T value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    mix(bits, sizeof value);
    return *this;
  }

  template <class T> hasher& operator()(std::span<T const> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    return bytes(std::as_bytes(values));
  }

  [[nodiscard]] digest finish() const {
    std::uint64_t a = a_ ^ count_, b = b_ ^ count_;
    a += b, b += a;
    a = avalanche(a), b = avalanche(b);
    a += b, b += a;
    return {a, b};
  }

 private:
  static std::uint64_t word(std::byte const* from) {
    std::uint64_t w;
    std::memcpy(&w, from, sizeof w);
    return w;
  }
  static std::uint64_t avalanche(std::uint64_t k) {
    k = (k ^ (k >> 33)) * 0xff51afd7ed558ccdULL;
    k = (k ^ (k >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return k ^ (k >> 33);
  }
  void mix(std::uint64_t x, std::uint64_t y) {
    a_ = (std::rotl(a_ ^ (std::rotl(x * 0x87c37b91114253d5ULL, 31) * 0x4cf5ad432745937fULL), 27) + b_) * 5 +
         0x52dce729ULL;
    b_ = (std::rotl(b_ ^ (std::rotl(y * 0x4cf5ad432745937fULL, 33) * 0x87c37b91114253d5ULL), 31) + a_) * 5 +
         0x38495ab5ULL;
    ++count_;
  }

  std::uint64_t a_ = 0x9e3779b97f4a7c15ULL, b_ = 0xd1b54a32d192ed03ULL, count_ = 0;
};

} // namespace peax

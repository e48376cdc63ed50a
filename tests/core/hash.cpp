#include <peax/core/hash.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

peax::digest of(std::string_view text) { return peax::hasher{}(text).finish(); }

} // namespace

// Digests of one piece are XXH3's of 128 bits, as `xxh128sum` gives them, of the piece and the eight bytes of 256 times
// its length. Files of the cache are found by them: where they change, hasher::version and the first lines of kept files do.
TEST_CASE("digests never change") {
  CHECK(peax::hasher::version == "xxh3");
  CHECK(of("").text() == "2c0a8a99dc147d5445c3b49d035665b2");
  CHECK(of("peax").text() == "9f3ac5f9559dc3864c0fcabb23bfb265");
  CHECK(peax::hasher{}("a network is an immutable graph")(42)(1.5).finish().text() ==
        "cdc4936e1ed03156e340f2db1589e5ca");
}

TEST_CASE("a digest prints as 32 digits, the high word first") {
  CHECK(peax::digest{0x1, 0xabcdef}.text() == "00000000000000010000000000abcdef");
}

TEST_CASE("where one piece ends and the next begins matters") {
  CHECK(peax::hasher{}("ab")("c").finish() != peax::hasher{}("a")("bc").finish());
  CHECK(peax::hasher{}("abc").finish() != peax::hasher{}("abc")("").finish());
  CHECK(peax::hasher{}(1)(2).finish() != peax::hasher{}(2)(1).finish());
}

TEST_CASE("trailing zeros, lengths around a block and widths of numbers matter") {
  std::set<peax::digest> seen;
  for (std::size_t n = 0; n <= 64; ++n) seen.insert(of(std::string(n, '\0')));
  CHECK(seen.size() == 65);
  CHECK(peax::hasher{}(std::int32_t{1}).finish() != peax::hasher{}(std::int64_t{1}).finish());
}

TEST_CASE("a flipped bit anywhere changes about half of the digest") {
  std::vector<std::uint8_t> content(100, 0x5a);
  auto const digest = [&] { return peax::hasher{}(std::span<std::uint8_t const>(content)).finish(); };
  auto const before = digest();
  int flipped = 0;
  for (std::size_t bit = 0; bit < content.size() * 8; ++bit) {
    auto const mask = static_cast<std::uint8_t>(1u << bit % 8);
    content[bit / 8] ^= mask;
    auto const after = digest();
    content[bit / 8] ^= mask;
    CHECK(after != before);
    flipped += std::popcount(before.high ^ after.high) + std::popcount(before.low ^ after.low);
  }
  CHECK(flipped / 800.0 == doctest::Approx(64).epsilon(0.05));
}

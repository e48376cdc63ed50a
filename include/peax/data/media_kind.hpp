#pragma once
//! @file
//! What samples were before they became arrays.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peax::data {

enum class media_kind : std::uint8_t { arrays, pictures, sounds };

[[nodiscard]] inline std::string_view name_of(media_kind kind) {
  constexpr std::string_view names[] = {"arrays", "pictures", "sounds"};
  return names[static_cast<std::size_t>(kind)];
}

} // namespace peax::data

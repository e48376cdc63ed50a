#pragma once
//! @file
//! The bodies of board.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/board.hpp>

#include <fmt/core.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace peax::deploy::board {

PEAX_INLINE std::span<known_board const> known_boards() {
  static constexpr std::array<known_board, 5> all{{
      {.name = "m3",
       .processor = "Cortex-M3",
       .machine = "mps2-an385",
       .flags = "-mcpu=cortex-m3 -mfloat-abi=soft",
       .has_fpu = false},
      {.name = "m4",
       .processor = "Cortex-M4",
       .machine = "mps2-an386",
       .flags = "-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard"},
      {.name = "m7",
       .processor = "Cortex-M7",
       .machine = "mps2-an500",
       .flags = "-mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard"},
      {.name = "m33",
       .processor = "Cortex-M33",
       .machine = "mps2-an505",
       .flags = "-mcpu=cortex-m33 -mfpu=auto -mfloat-abi=hard",
       .instructions_per_tick = 50,
       .flash_begin = 0x10000000,
       .ram_begin = 0x38000000,
       .ram_bytes = 0x200000},
      {.name = "m55",
       .processor = "Cortex-M55",
       .machine = "mps3-an547",
       .flags = "-mcpu=cortex-m55 -mfpu=auto -mfloat-abi=hard",
       .instructions_per_tick = 31.25,
       .flash_bytes = 0x80000,
       .ram_bytes = 0x80000},
  }};
  return all;
}

PEAX_INLINE known_board const& board_named(std::string_view name) {
  std::string names;
  for (auto const& b : known_boards()) {
    if (b.name == name) return b;
    names += (names.empty() ? "" : ", ") + std::string(b.name);
  }
  throw usage_error(fmt::format("there is no board '{}'; known are {}", name, names));
}

} // namespace peax::deploy::board

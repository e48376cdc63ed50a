#pragma once
//! @file
//! The boards that QEMU emulates and for which a program of C can be built.

#include <peax/core/config.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace peax::deploy::board {

//! A board of QEMU. Memory as in the documents of its FPGA image (Arm AN385, AN386, AN500, AN505, AN547).
struct known_board {
  std::string_view name;      //!< "m4": what people write
  std::string_view processor; //!< "Cortex-M4"
  std::string_view machine;   //!< of QEMU
  std::string_view flags;     //!< of the compiler, blanks between
  bool has_fpu = true;
  double instructions_per_tick =
      40; //!< of its SysTick, when an instruction takes a nanosecond (-icount shift=0)
  std::uint32_t flash_begin = 0, flash_bytes = 0x400000;
  std::uint32_t ram_begin = 0x20000000, ram_bytes = 0x400000;

  //! "emulated Cortex-M4": counts of instructions on it are QEMU's, no cycles.
  [[nodiscard]] std::string text() const { return "emulated " + std::string(processor); }
};

//! All of them.
[[nodiscard]] PEAX_INLINE std::span<known_board const> known_boards();

//! The one of that name. Throws usage_error that lists them.
[[nodiscard]] PEAX_INLINE known_board const& board_named(std::string_view name);

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/board.ipp>
#endif

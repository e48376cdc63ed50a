#pragma once
//! @file
//! What a program on an emulated board, or on the host, is built with besides its own sources: C and a linker script as text.

#include <peax/core/config.hpp>
#include <peax/deploy/board/board.hpp>

#include <string>
#include <string_view>

namespace peax::deploy::board {

//! peax_board.h: what a `main` may call. It reads `input.bin` and writes `output.bin` of the folder in which it runs, prints, counts, and
//! paints its stack.
[[nodiscard]] PEAX_INLINE std::string_view board_header();

//! Vector table, start, semihosting and SysTick of a Cortex-M under QEMU.
[[nodiscard]] PEAX_INLINE std::string_view board_startup();

//! The same functions for a program of the host: no instructions, no stack.
[[nodiscard]] PEAX_INLINE std::string_view host_startup();

//! The linker script: what does not fit fails with "flash overflow" or "ram overflow".
[[nodiscard]] PEAX_INLINE std::string linker_script(known_board const& of, std::uint32_t stack_bytes);

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/firmware_text.ipp>
#endif

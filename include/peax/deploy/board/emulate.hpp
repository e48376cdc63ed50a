#pragma once
//! @file
//! Builds programs of C for an emulated board, or for the host, and runs them.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/deploy/board/scratch_folder.hpp>
#include <peax/deploy/board/toolchain.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy::board {

//! What a program is built from: any C, and a `main` that may include "peax_board.h" (firmware_text.hpp).
struct program_parts {
  std::vector<std::filesystem::path> sources; //!< files, and folders of which all *.c belong to it
  std::vector<std::filesystem::path> include; //!< folders of headers
  std::string main;                           //!< the text of a C file
  std::vector<std::string> flags{};    //!< of the compiler, in addition to `-O3 -std=gnu99` and the board's
  std::uint32_t stack_bytes = 0x10000; //!< on a board
};

//! What linking took on a board; 0 on the host.
struct program_size {
  std::size_t flash_bytes = 0;  //!< code, constants, and what data begin with
  std::size_t static_bytes = 0; //!< of RAM, without the stack
};

struct program_run {
  int exit_code = 0;
  std::string text;   //!< what was printed
  std::string output; //!< the bytes of output.bin
};

//! A program and the temporary folder in which it was built, which goes away with it.
class built_program {
 public:
  //! Compiles and links. Throws bad_input with the compiler's first errors; refused, "ram overflow" or "flash overflow", for what does
  //! not fit the board; io_error when a program cannot be started or the folder cannot be made.
  PEAX_INLINE built_program(target on, program_parts const& parts);

  [[nodiscard]] program_size const& size() const { return size_; }
  [[nodiscard]] target const& on() const { return on_; }

  //! Runs it with the bytes that it finds in input.bin. Throws bad_input when it does not end in that time, and when the emulated processor
  //! reports a fault. `to` is told how much there is of the `bytes` that it will write.
  [[nodiscard]] PEAX_INLINE program_run run(std::string_view input = {}, double seconds = 600,
                                            std::size_t bytes = 0, progress const& to = {}) const;

 private:
  void compile(program_parts const& parts);
  void read_sizes();

  target on_;
  scratch_folder folder_;
  program_size size_;
};

//! Instructions that a number of ticks stands for, rounded to whole ones: counts of the emulator, no cycles. The resolution is
//! `instructions_per_tick` of the board. 0 on the host.
[[nodiscard]] PEAX_INLINE std::uint64_t instructions_of(target const& on, std::uint64_t ticks);

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/emulate.ipp>
#endif

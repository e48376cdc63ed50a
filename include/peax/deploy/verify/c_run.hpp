#pragma once
//! @file
//! Generated C, built and run on samples: what it answers, how many instructions it takes, how much memory it touches.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/deploy/board/emulate.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/verify/answers.hpp>
#include <peax/deploy/verify/samples.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace peax::deploy {

//! A folder as `save_c` writes it.
struct generated_c {
  std::filesystem::path folder;
  std::string name; //!< what all names in it begin with
  json certificate;
};

//! Reads the certificate of a folder. Throws io_error or bad_input when there is none of peax.
[[nodiscard]] PEAX_INLINE generated_c read_generated_c(std::filesystem::path const& folder);

//! What one sample took.
struct c_sample {
  std::uint64_t instructions = 0; //!< counted by the emulator, no cycles; 0 on the host
  std::size_t stack_bytes = 0;    //!< below the caller's frame; 0 on the host
  std::size_t arena_bytes = 0;    //!< up to the last byte of the painted arena that was written
};

struct c_run {
  answers said;
  std::vector<c_sample> of;
  std::size_t state_bytes = 0;
  board::program_size size; //!< what the network adds to an empty program, its state with it; 0 on the host
};

//! Runs all samples, a reset before each recording. `width`: floats of an answer. Throws bad_input for C that does not compile or does not
//! run to its end, refused for what does not fit the board.
[[nodiscard]] PEAX_INLINE c_run run_c(board::target const& on, generated_c const& what,
                                      test_samples const& samples, std::size_t width,
                                      progress const& to = {});

//! The arena behind each step that ran, for one sample from a reset on, in the order of the certificate's steps.
struct c_step_trace {
  std::size_t step = 0;
  std::vector<float> arena;
};
[[nodiscard]] PEAX_INLINE std::vector<c_step_trace> trace_c(board::target const& on, generated_c const& what,
                                                            test_samples const& one);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/c_run.ipp>
#endif

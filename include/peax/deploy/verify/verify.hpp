#pragma once
//! @file
//! Whether all that runs a solution gives the same: evaluator, engine, ONNX Runtime, C on the host and on an emulated board.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/verify/answers.hpp>
#include <peax/deploy/verify/first_layer.hpp>
#include <peax/deploy/verify/samples.hpp>
#include <peax/solution/any_solution.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy {

//! What somebody's answers are to those of the reference.
enum class agreement : std::uint8_t { reference, agrees, differs, skipped };

[[nodiscard]] constexpr std::string_view name_of(agreement a) {
  constexpr std::string_view names[] = {"reference", "agrees", "differs", "skipped"};
  return names[static_cast<std::size_t>(a)];
}

//! One who computed.
struct verified_line {
  std::string who; //!< "C, emulated Cortex-M4"
  agreement says = agreement::skipped;
  std::string why;                       //!< it was skipped, or differs beside the answers; may be empty
  comparison counts;                     //!< with the first sample that differs
  std::optional<layer_difference> layer; //!< at which that sample departs; absent where it cannot be told
};

//! Of the samples that leave at one exit. Instructions are counts of the emulator, no cycles.
struct exit_on_board {
  std::size_t samples = 0;
  std::uint64_t least = 0, most = 0; //!< instructions of a sample
  double mean = 0;                   //!< the same
  std::size_t arena_bytes = 0;       //!< high-water mark of the painted arena
  std::size_t certified_bytes = 0;   //!< the certificate's peak of this exit
  std::optional<double>
      alone; //!< instructions of the layers up to this exit as a network of their own, a mean over some of these samples
  std::optional<double> times_alone; //!< instructions of the same samples here, divided by those
};

struct on_board {
  std::string board;             //!< "emulated Cortex-M4"
  double resolution = 0;         //!< of a count of instructions
  double mean_instructions = 0;  //!< of all samples
  std::size_t state_bytes = 0;   //!< of RAM: the network's state, arena and all
  std::size_t stack_bytes = 0;   //!< the deepest stack below the caller's frame
  std::size_t library_bytes = 0; //!< other data that come with it: of the C library, errno for expf
  std::size_t flash_bytes = 0;   //!< what the network adds to an empty program
  std::vector<exit_on_board> exits;
};

struct verified {
  std::size_t samples = 0, recordings = 0;
  std::vector<std::size_t>
      near_threshold; //!< samples whose decision lies within `decision_tolerance` of a threshold
  std::vector<verified_line> lines;
  std::optional<on_board> board;

  //! 0: all who were compared agree; 1: somebody differs; 77: nobody was compared.
  [[nodiscard]] PEAX_INLINE int exit_code() const;
};

//! What is looked at.
struct verify_subject {
  any_solution what;
  std::filesystem::path model;       //!< its file
  std::filesystem::path conditional; //!< empty when it has none
  std::filesystem::path c;           //!< a folder of its generated C; empty: generated anew
};

struct verify_options {
  std::string board = "m4";
  std::vector<std::string> only; //!< of `verify_steps`; empty: all
  bool alone = false;            //!< measures the layers up to each exit as a network of their own
  int threads = 0;
  std::function<void(verified_line const&)> each = {}; //!< hears of every line
  std::function<progress(std::string_view step)> listen =
      {}; //!< gives who is told of a step, of "reference" too
};

//! The names of the steps for `only`, in the order in which they are done; the reference comes behind the first.
inline constexpr std::string_view verify_steps[] = {"certificate", "engine", "conditional",
                                                    "onnxruntime", "host",   "board"};

//! Runs the samples through all. What is not installed, and what a network has not, is skipped; its line says why. Throws usage_error
//! for a board or a step that is not known, bad_input when nothing can compute the network.
[[nodiscard]] PEAX_INLINE verified verify_solution(verify_subject const& what, test_samples const& on,
                                                   verify_options const& how = {});

//! {"samples", "recordings", "near_threshold", "lines": [{"who", "says", "why", "compared", "excused", "left_out", "differing",
//! "largest_difference", "first_difference": {"sample", "what", "expected", "got", "layer": {...}}}], "board": {...}}.
[[nodiscard]] PEAX_INLINE json to_json(verified const& v);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/verify.ipp>
#endif

#pragma once
//! @file
//! Programs of the system as child processes: without a shell, with a time limit, their output captured.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::board {

struct process_options {
  std::filesystem::path folder; //!< in which it runs; empty: that of this process
  double seconds = 120;         //!< after which it is ended
  std::vector<std::pair<std::string, std::string>>
      environment;                      //!< variables in addition to those of this process
  std::function<void()> meanwhile = {}; //!< called several times a second while it runs
};

struct process_result {
  int exit_code = 0; //!< 128 and the signal's number for one that a signal ended
  bool timed_out = false;
  std::string out, err; //!< of each the first 64 MiB

  [[nodiscard]] bool succeeded() const { return exit_code == 0 && !timed_out; }
};

//! Runs a program, a path or a name on PATH, with its arguments as they stand; its input is empty. Throws io_error when it cannot be
//! started.
[[nodiscard]] PEAX_INLINE process_result run_process(std::vector<std::string> const& command,
                                                     process_options const& how = {});

//! For `meanwhile`: tells the share of a file's bytes that a process has written. Empty when nobody listens.
[[nodiscard]] PEAX_INLINE std::function<void()> written_share(std::filesystem::path const& file,
                                                              std::size_t bytes, progress const& to,
                                                              std::string const& what);

//! The first executable file of that name in the folders of PATH.
[[nodiscard]] PEAX_INLINE std::optional<std::filesystem::path> find_program(std::string const& name);

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/process.ipp>
#endif

#pragma once
//! @file
//! The compilers, emulators and runtimes that are found on this machine.

#include <peax/core/config.hpp>
#include <peax/deploy/board/board.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace peax::deploy::board {

//! Who compiles a program of C, and where it runs.
struct target {
  std::filesystem::path compiler;
  std::optional<known_board> emulated{}; //!< absent: the host itself
  std::filesystem::path emulator{};

  [[nodiscard]] std::string text() const { return emulated ? emulated->text() : "host"; }
};

//! The host's C compilers: of `cc`, `gcc`, `clang` and `clang-16` those that are found, each program once.
[[nodiscard]] PEAX_INLINE std::vector<std::filesystem::path> host_compilers();

//! Why nothing can be built for the host, or for an emulated board: what is missing, and the Debian package that has it. Nothing when all
//! is there.
[[nodiscard]] PEAX_INLINE std::optional<std::string> missing_for_host();
[[nodiscard]] PEAX_INLINE std::optional<std::string> missing_for(known_board const& b);

//! The host with its first compiler; an emulated board. Throw io_error with the sentence of `missing_for`.
[[nodiscard]] PEAX_INLINE target host_target();
[[nodiscard]] PEAX_INLINE target emulated_target(known_board const& b);

//! Node with ONNX Runtime.
struct node_runtime {
  std::filesystem::path node;
  std::string
      module; //!< the file that node loads for `onnxruntime-node`, as it is resolved from the working folder or NODE_PATH
  std::string version; //!< of ONNX Runtime
};
//! Absent without node, and where node does not resolve `onnxruntime-node`.
[[nodiscard]] PEAX_INLINE std::optional<node_runtime> find_onnxruntime();

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/toolchain.ipp>
#endif

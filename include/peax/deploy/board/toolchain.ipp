#pragma once
//! @file
//! The bodies of toolchain.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/process.hpp>
#include <peax/deploy/board/toolchain.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace peax::deploy::board {

PEAX_INLINE std::vector<std::filesystem::path> host_compilers() {
  std::vector<std::filesystem::path> out, real;
  for (char const* const name : {"cc", "gcc", "clang", "clang-16"}) {
    auto const found = find_program(name);
    if (!found) continue;
    std::error_code failed;
    auto const is = std::filesystem::canonical(*found, failed);
    if (std::find(real.begin(), real.end(), is) != real.end()) continue;
    real.push_back(is);
    out.push_back(*found);
  }
  return out;
}

PEAX_INLINE std::optional<std::string> missing_for_host() {
  if (!host_compilers().empty()) return std::nullopt;
  return "there is no C compiler (cc, gcc, clang) on PATH; apt-get install gcc";
}

PEAX_INLINE std::optional<std::string> missing_for(known_board const& b) {
  auto const compiler = find_program("arm-none-eabi-gcc");
  if (!compiler)
    return "there is no arm-none-eabi-gcc on PATH; apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi";
  auto const library = run_process({compiler->string(), "-print-file-name=libm.a"});
  if (library.out.find('/') == std::string::npos) // a file that is not found is named as it was asked for
    return "arm-none-eabi-gcc has no C library; apt-get install libnewlib-arm-none-eabi";
  if (!find_program("qemu-system-arm"))
    return fmt::format(
        "there is no qemu-system-arm on PATH, which emulates the {}; apt-get install qemu-system-arm",
        b.processor);
  return std::nullopt;
}

PEAX_INLINE target host_target() {
  if (auto const why = missing_for_host()) throw io_error(*why);
  return {.compiler = host_compilers().front()};
}

PEAX_INLINE target emulated_target(known_board const& b) {
  if (auto const why = missing_for(b)) throw io_error(*why);
  return {.compiler = *find_program("arm-none-eabi-gcc"),
          .emulated = b,
          .emulator = *find_program("qemu-system-arm")};
}

PEAX_INLINE std::optional<node_runtime> find_onnxruntime() {
  auto node = find_program("node");
  if (!node) node = find_program("nodejs");
  if (!node) return std::nullopt;
  // Code given with -e resolves modules from the working folder on, then from NODE_PATH.
  auto const asked =
      run_process({node->string(), "-e",
                   "const at = require.resolve('onnxruntime-node'), by = require('onnxruntime-node');"
                   "console.log(at); console.log((by.env.versions || {}).common || '');"},
                  {.folder = {}, .seconds = 60, .environment = {}});
  if (!asked.succeeded()) return std::nullopt;
  auto const end = asked.out.find('\n'), second = asked.out.find('\n', end + 1);
  if (second == std::string::npos) return std::nullopt;
  return node_runtime{*node, asked.out.substr(0, end), asked.out.substr(end + 1, second - end - 1)};
}

} // namespace peax::deploy::board

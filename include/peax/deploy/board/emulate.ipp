#pragma once
//! @file
//! The bodies of emulate.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/emulate.hpp>
#include <peax/deploy/board/firmware_text.hpp>
#include <peax/deploy/board/process.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace peax::deploy::board {

namespace detail {

inline std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), {}};
}

//! A path that no program takes for an option.
inline std::string as_argument(std::filesystem::path const& p) {
  return std::filesystem::absolute(p).string();
}

inline std::vector<std::string> c_files(std::vector<std::filesystem::path> const& sources) {
  std::vector<std::string> out;
  for (auto const& s : sources) {
    if (!std::filesystem::is_directory(s)) {
      out.push_back(as_argument(s));
      continue;
    }
    std::vector<std::string> inside;
    for (auto const& file : std::filesystem::directory_iterator(s))
      if (file.path().extension() == ".c") inside.push_back(as_argument(file.path()));
    std::sort(inside.begin(), inside.end());
    out.insert(out.end(), inside.begin(), inside.end());
  }
  return out;
}

//! The lines that say what is wrong, at most six; all lines when none does.
inline std::string first_errors(std::string const& text) {
  std::string out, all, line;
  int kept = 0, seen = 0;
  for (std::istringstream in(text); std::getline(in, line);) {
    bool const tells = line.find("error") != std::string::npos ||
                       line.find("overflow") != std::string::npos ||
                       line.find("undefined") != std::string::npos;
    if (tells && kept < 6) out += "\n  " + line, ++kept;
    if (seen < 6) all += "\n  " + line, ++seen;
  }
  return kept > 0 ? out : all;
}

} // namespace detail

PEAX_INLINE built_program::built_program(target on, program_parts const& parts) : on_(std::move(on)) {
  folder_.put("main.c", parts.main);
  folder_.put("peax_board.h", board_header());
  folder_.put("startup.c", on_.emulated ? board_startup() : host_startup());
  if (on_.emulated) folder_.put("board.ld", linker_script(*on_.emulated, parts.stack_bytes));
  compile(parts);
  if (on_.emulated) read_sizes();
}

PEAX_INLINE void built_program::compile(program_parts const& parts) {
  std::vector<std::string> command{on_.compiler.string(), "-O3", "-std=gnu99", "-w", "-ffunction-sections",
                                   "-fdata-sections"};
  if (on_.emulated) {
    for (auto& flag : detail::words_of(on_.emulated->flags)) command.push_back(std::move(flag));
    command.insert(command.end(),
                   {"-mthumb", "--specs=nosys.specs", "-nostartfiles", "-Wl,--gc-sections", "-Tboard.ld"});
  }
  command.insert(command.end(), parts.flags.begin(), parts.flags.end());
  command.emplace_back("-I.");
  for (auto const& folder : parts.include) command.push_back("-I" + detail::as_argument(folder));
  command.insert(command.end(), {"main.c", "startup.c"});
  for (auto& file : detail::c_files(parts.sources)) command.push_back(std::move(file));
  command.insert(command.end(), {"-lm", "-o", "program"});
  auto const done =
      run_process(command, {.folder = folder_.path(), .seconds = 900, .environment = {{"LC_ALL", "C"}}});
  if (done.timed_out) throw bad_input(fmt::format("{} did not end in 900 s", on_.compiler.string()));
  if (done.exit_code == 0) return;
  for (char const* const what : {"ram overflow", "flash overflow"})
    if (done.err.find(what) != std::string::npos)
      throw refused(
          {what,
           fmt::format("the program does not fit the {} bytes of flash and {} of RAM, {} of them stack",
                       on_.emulated->flash_bytes, on_.emulated->ram_bytes, parts.stack_bytes),
           on_.text()});
  throw bad_input(fmt::format("{} refuses the C:{}", on_.compiler.string(), detail::first_errors(done.err)));
}

PEAX_INLINE void built_program::read_sizes() {
  std::string const name = "arm-none-eabi-size";
  auto tool = on_.compiler.parent_path() / name;
  // A folder of ccache has the compiler alone.
  if (auto const other = find_program(name); other && !std::filesystem::exists(tool)) tool = *other;
  auto const told = run_process({tool.string(), "-A", "program"},
                                {.folder = folder_.path(), .seconds = 60, .environment = {}});
  std::string line;
  for (std::istringstream in(told.out); std::getline(in, line);) {
    auto const words = detail::words_of(line);
    if (words.size() != 3 || words[0].empty() || words[0][0] != '.' ||
        words[1].find_first_not_of("0123456789") != std::string::npos)
      continue;
    std::size_t const bytes = std::stoull(words[1]);
    bool const data = words[0] == ".data";
    if (data || words[0] == ".bss") size_.static_bytes += bytes;
    if (data || words[0] == ".vectors" || words[0] == ".text" || words[0] == ".rodata" ||
        words[0] == ".ARM.exidx")
      size_.flash_bytes += bytes;
  }
  if (size_.flash_bytes == 0) throw io_error(tool.string() + ": does not say what the program takes");
}

PEAX_INLINE program_run built_program::run(std::string_view input, double seconds, std::size_t bytes,
                                           progress const& to) const {
  std::filesystem::path const at = folder_.path();
  std::error_code ignored;
  std::filesystem::remove(at / "output.bin", ignored);
  folder_.put("input.bin", input);
  std::vector<std::string> command{(at / "program").string()};
  if (on_.emulated)
    command = {on_.emulator.string(),
               "-M",
               std::string(on_.emulated->machine),
               "-display",
               "none",
               "-monitor",
               "none",
               "-serial",
               "none",
               "-semihosting-config",
               "enable=on,target=native",
               "-icount",
               "shift=0",
               "-kernel",
               "program"};
  auto const done = run_process(
      command, {.folder = at,
                .seconds = seconds,
                .environment = {},
                .meanwhile = written_share(at / "output.bin", bytes, to, "running C, " + on_.text())});
  if (done.timed_out)
    throw bad_input(fmt::format("{}: the program did not end in {:g} s", on_.text(), seconds));
  program_run out{done.exit_code, done.err + done.out, folder_.take("output.bin")};
  if (on_.emulated && done.exit_code == 70 && out.text.find("fault") != std::string::npos)
    throw bad_input(on_.text() + ": the processor reported a fault");
  return out;
}

PEAX_INLINE std::uint64_t instructions_of(target const& on, std::uint64_t ticks) {
  if (!on.emulated) return 0;
  return static_cast<std::uint64_t>(
      std::llround(static_cast<double>(ticks) * on.emulated->instructions_per_tick));
}

} // namespace peax::deploy::board

#pragma once
//! @file
//! The bodies of doctor.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/process.hpp>
#include <peax/deploy/board/toolchain.hpp>
#include <peax/deploy/verify/doctor.hpp>
#include <peax/engine/blas.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

inline std::string first_line(std::string const& text) {
  return text.substr(0, std::min<std::size_t>(text.find('\n'), 100));
}

//! What a program prints; nothing when it cannot be run.
inline std::string asked(std::vector<std::string> const& command) {
  try {
    auto const said =
        board::run_process(command, {.folder = {}, .seconds = 30, .environment = {{"LC_ALL", "C"}}});
    return said.succeeded() ? said.out : std::string();
  } catch (io_error const&) {
    return {};
  }
}

//! A program on PATH that answers to --version.
inline found_tool program(std::string name, std::string used_for, std::string package) {
  found_tool t{std::move(name), false, "", "", std::move(used_for), std::move(package), ""};
  auto const at = board::find_program(t.name);
  if (!at) return t;
  t.path = at->string();
  t.version = first_line(asked({t.path, "--version"}));
  t.found = !t.version.empty();
  return t;
}

inline found_tool arm_c_library() {
  found_tool t{"newlib for arm-none-eabi", false, "", "", "verify, measure: C on an emulated board",
               "libnewlib-arm-none-eabi",  ""};
  auto const at = board::find_program("arm-none-eabi-gcc");
  if (!at) return t;
  std::string const file = first_line(asked({at->string(), "-print-file-name=libm.a"}));
  t.found = file.find('/') != std::string::npos; // one that is not found is named as it was asked for
  if (!t.found) return t;
  std::error_code failed;
  auto const real = std::filesystem::weakly_canonical(file, failed);
  t.path = failed ? file : real.string();
  return t;
}

inline found_tool onnxruntime_of_node() {
  found_tool t{"onnxruntime-node", false, "", "", "verify: ONNX Runtime", "", "npm install onnxruntime-node"};
  auto const runtime = board::find_onnxruntime();
  if (!runtime) return t;
  t.found = true;
  t.version = runtime->version;
  t.path = runtime->module;
  return t;
}

//! Modules of the first python3 that has one of them: that of PATH, or Debian's.
inline void add_python_modules(std::vector<found_tool>& to) {
  struct wanted {
    char const *name, *used_for, *package;
  };
  static constexpr wanted all[] = {
      {"onnx", "tests: ONNX's checker on conditional.onnx", "python3-onnx"},
      {"jsonschema", "tests: the JSON schemas of every output and file", "python3-jsonschema"},
      {"torch", "comparisons with PyTorch", "python3-torch"},
  };
  std::vector<std::string> interpreters;
  if (auto const on_path = board::find_program("python3")) interpreters.push_back(on_path->string());
  interpreters.emplace_back("/usr/bin/python3");
  for (auto const& w : all) {
    found_tool t{std::string("python3: ") + w.name, false, "", "", w.used_for, w.package, ""};
    for (auto const& python : interpreters) {
      if (t.found) break;
      std::istringstream said(asked({python, "-c",
                                     "import importlib.util as u, importlib.metadata as m, sys\n"
                                     "s = u.find_spec(sys.argv[1])\n"
                                     "print(s.origin if s else '')\n"
                                     "try: print(m.version(sys.argv[1]))\n"
                                     "except m.PackageNotFoundError: print('')",
                                     w.name}));
      std::getline(said, t.path);
      std::getline(said, t.version);
      t.found = !t.path.empty();
    }
    to.push_back(std::move(t));
  }
}

} // namespace detail

PEAX_INLINE checkup check_installation() {
  constexpr char const* host = "verify: C on the host";
  constexpr char const* board = "verify, measure: C on an emulated board";
  checkup out;
  out.tools.push_back(detail::program("gcc", host, "gcc"));
  out.tools.push_back(detail::program("clang-16", host, "clang-16"));
  out.tools.push_back(detail::program("arm-none-eabi-gcc", board, "gcc-arm-none-eabi"));
  out.tools.push_back(detail::arm_c_library());
  out.tools.push_back(detail::program("qemu-system-arm", board, "qemu-system-arm"));
  out.tools.push_back(detail::program("node", "verify: ONNX Runtime", "nodejs"));
  out.tools.push_back(detail::onnxruntime_of_node());
  out.tools.push_back(detail::program("python3", "tests", "python3"));
  detail::add_python_modules(out.tools);
  out.tools.push_back(detail::program("chromium", "tests: the pages in a browser", "chromium"));
  out.blas = engine::blas_text();
  out.instruction_set = name_of(engine::kernel::current_instruction_set());
  return out;
}

PEAX_INLINE std::vector<std::string> checkup::missing_packages() const {
  std::vector<std::string> out;
  for (auto const& t : tools)
    if (!t.found && !t.package.empty() && std::find(out.begin(), out.end(), t.package) == out.end())
      out.push_back(t.package);
  return out;
}

PEAX_INLINE std::string checkup::apt_line() const {
  std::string out;
  for (auto const& package : missing_packages()) out += (out.empty() ? "apt-get install " : " ") + package;
  return out;
}

PEAX_INLINE json to_json(checkup const& c) {
  json out = json::object();
  out["tools"] = json::array();
  for (auto const& t : c.tools)
    out["tools"].push_back({{"name", t.name},
                            {"found", t.found},
                            {"version", text_or_null(t.version)},
                            {"path", text_or_null(t.path)},
                            {"used_for", t.used_for},
                            {"package", text_or_null(t.package)},
                            {"install", text_or_null(t.install)}});
  out["blas"] = c.blas;
  out["instruction_set"] = c.instruction_set;
  out["missing_packages"] = c.missing_packages();
  out["apt"] = text_or_null(c.apt_line());
  return out;
}

} // namespace peax::deploy

#pragma once
//! @file
//! What is installed of the programs that peax uses beside its own library.

#include <peax/core/config.hpp>
#include <peax/deploy/json_value.hpp>

#include <string>
#include <vector>

namespace peax::deploy {

//! A program, or a module of one.
struct found_tool {
  std::string name;
  bool found = false;
  std::string version; //!< as it says itself; may be empty
  std::string path;
  std::string used_for;
  std::string package; //!< of Debian; empty where it has none
  std::string install; //!< how it is got where Debian has no package
};

struct checkup {
  std::vector<found_tool> tools;
  std::string blas, instruction_set; //!< in use

  //! Debian packages of what was not found, in their order, each once.
  [[nodiscard]] PEAX_INLINE std::vector<std::string> missing_packages() const;
  //! "apt-get install ..."; empty when none is missing.
  [[nodiscard]] PEAX_INLINE std::string apt_line() const;
};

//! Looks for all that verify, the tests of pages and the comparisons with other tools use. A program that does not answer is not found.
[[nodiscard]] PEAX_INLINE checkup check_installation();

//! {"tools": [{"name", "found", "version", "path", "used_for", "package"}], "blas", "instruction_set", "missing_packages", "apt"}.
[[nodiscard]] PEAX_INLINE json to_json(checkup const& c);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/doctor.ipp>
#endif

#pragma once
//! @file
//! Reads a solution's folder: `solution.json` and `model.onnx`.

#include <peax/core/config.hpp>
#include <peax/deploy/context.hpp>
#include <peax/onnx/load.hpp>
#include <peax/solution/any_solution.hpp>

#include <filesystem>
#include <string>

namespace peax::deploy {

//! A solution and where it came from.
struct saved_solution {
  any_solution what;
  context from;
};

namespace detail {
//! All that `solution.json` says; the network is missing.
[[nodiscard]] PEAX_INLINE saved_solution read_record(std::filesystem::path const& folder);

//! Exits and network say the same; outputs take the names of the network.
PEAX_INLINE void fit_to_network(any_solution& s, std::string const& model_file);
} // namespace detail

//! The solution in a folder. Throws io_error for what cannot be read, bad_input (file and field) for what is
//! no solution.
template <class Ops = default_ops>
[[nodiscard]] saved_solution read_solution(std::filesystem::path const& folder) {
  saved_solution out = detail::read_record(folder);
  std::filesystem::path const model_file = folder / "model.onnx";
  out.what.network = onnx::load<Ops>(model_file);
  detail::fit_to_network(out.what, model_file.string());
  return out;
}

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/read_solution.ipp>
#endif

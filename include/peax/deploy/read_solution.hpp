#pragma once
//! @file
//! Reads a solution's folder: `solution.json` and `model.onnx`.

#include <peax/core/config.hpp>
#include <peax/deploy/context.hpp>
#include <peax/onnx/load.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/decisions.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace peax::deploy {

//! A solution and where it came from.
struct saved_solution {
  any_solution what;
  context from;
};

namespace detail {
//! All that `solution.json` says; the network is missing.
[[nodiscard]] PEAX_INLINE saved_solution read_record(std::filesystem::path const& folder,
                                                     std::span<result::decision_kind const> known);

//! Exits and network say the same; outputs take the names of the network.
PEAX_INLINE void fit_to_network(any_solution& s, std::string const& model_file);
} // namespace detail

//! The solution in a folder. Throws io_error for what cannot be read, bad_input (file and field) for what is
//! no solution. Decisions of your own are named beside the operators: `read_solution<default_ops, my_decision>(folder)`; one that is
//! not named is refused by its kind.
template <class Ops = default_ops, class... Decisions>
[[nodiscard]] saved_solution read_solution(std::filesystem::path const& folder) {
  std::vector<result::decision_kind> known(result::default_decisions().begin(),
                                           result::default_decisions().end());
  (known.push_back(result::kind_of_decision<Decisions>), ...);
  saved_solution out = detail::read_record(folder, known);
  std::filesystem::path const model_file = folder / "model.onnx";
  out.what.network = onnx::load<Ops>(model_file);
  detail::fit_to_network(out.what, model_file.string());
  return out;
}

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/read_solution.ipp>
#endif

#pragma once
//! @file
//! Saves a solution as a folder: `solution.json`, `model.onnx`, and one part per processor.

#include <peax/core/config.hpp>
#include <peax/deploy/context.hpp>
#include <peax/graph/network.hpp>
#include <peax/solution/solution.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace peax::deploy {

//! Writes the folder, which appears whole or not at all, and returns the names of its files. `model.onnx` has
//! all exits as outputs in running order. A folder of an earlier solution is replaced. Throws io_error, and
//! bad_input when the solution's exits, thresholds, mapping and network do not fit together.
template <class Kind>
std::vector<std::string> save_solution(solution<Kind> const& s, std::filesystem::path const& folder,
                                       context const& from);

namespace detail {
template <class Kind>
std::vector<std::string> save_all(std::span<solution<Kind> const> front, std::filesystem::path const& folder,
                                  context const& from);
} // namespace detail

//! Writes the solutions of a front as folders 0, 1, ... of one folder, which appears whole or not at all: none
//! of an earlier run stays among them. Returns the names of all files, such as "3/model.onnx".
template <class Solutions>
std::vector<std::string> save_front(Solutions const& found, std::filesystem::path const& folder,
                                    context const& from) {
  using one = typename Solutions::solution_type;
  return detail::save_all(std::span<one const>(found.front), folder, from);
}

PEAX_COMPILED_ONCE(std::vector<std::string> save_solution(solution<multi_exit> const&,
                                                          std::filesystem::path const&, context const&));
PEAX_COMPILED_ONCE(std::vector<std::string> detail::save_all(std::span<solution<multi_exit> const>,
                                                             std::filesystem::path const&, context const&));
PEAX_COMPILED_ONCE(std::vector<std::string> save_solution(solution<single_exit> const&,
                                                          std::filesystem::path const&, context const&));
PEAX_COMPILED_ONCE(std::vector<std::string> detail::save_all(std::span<solution<single_exit> const>,
                                                             std::filesystem::path const&, context const&));

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/save_solution.ipp>
#endif

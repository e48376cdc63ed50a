#pragma once
//! @file
//! A solution as C99 for a firmware: a folder of files, and the exporter that ends a flow with one.

#include <peax/analysis/component.hpp>
#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/tensor/tensor.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy {

//! Writes NAME.h, NAME.c, NAME_weights.c, NAME_golden.{h,c}, certificate.json, README.md and the headers of the decision, and for a
//! mapping on several processors a folder for each in parts/, into a folder, which appears whole or not at all; an earlier one of this kind is replaced. `name`: of all that the files define, made an
//! identifier; empty: the network's. `golden`: samples for each input, [N, ...]; none: eight of random numbers. Returns the names of the
//! files. Throws io_error; bad_input for an operator or a decision without C, and for a shape that is not fixed.
PEAX_INLINE std::vector<std::string> save_c(any_solution const& s, std::filesystem::path const& folder,
                                            std::string const& name = {}, std::vector<tensor> golden = {});

//! Writes the chosen solution as C: `flow(confidence_exits{}, to_c{"firmware"})`. Throws usage_error when nothing was chosen.
struct to_c {
  static constexpr std::string_view name = "to_c";

  std::string folder;
  std::string called{}; //!< the names in the files begin with it; empty: the network's name

  exported write(original const& first, measured<any_solutions> const& found) const;
};

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/to_c.ipp>
#endif

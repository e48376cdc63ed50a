#pragma once
//! @file
//! The body of output_called.hpp.

#include <peax/core/error.hpp>
#include <peax/core/suggestion.hpp>
#include <peax/graph/output_called.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace peax {

PEAX_INLINE std::size_t output_called(std::string const& wanted, std::vector<std::string> const& names,
                                      std::string const& who) {
  if (wanted.empty()) return 0;
  auto const found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string all;
  for (auto const& known : names) all += (all.empty() ? "" : ", ") + known;
  throw usage_error(fmt::format("{} has no output '{}'{}; its outputs are {}", who, wanted,
                                suggestion(wanted, names), all));
}

} // namespace peax

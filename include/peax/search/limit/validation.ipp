#pragma once
//! @file
//! The bodies of validation.hpp.

#include <peax/search/limit/validation.hpp>

#include <fmt/core.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace peax::search {

PEAX_INLINE std::optional<refusal> one_class_only(std::span<std::int32_t const> labels) {
  for (std::int32_t const label : labels)
    if (label != labels.front()) return std::nullopt;
  if (labels.empty()) return std::nullopt;
  return refusal{
      "validation",
      fmt::format("all {} samples are of class {}: nothing shows what a choice loses on the others; give "
                  "samples of all classes",
                  labels.size(), labels.front()),
      ""};
}

PEAX_INLINE std::vector<std::string> remarks_on_labels(std::span<std::int32_t const> labels,
                                                       std::size_t classes,
                                                       std::optional<loss_limit> const& limit) {
  std::vector<std::string> out;
  std::set<std::int32_t> const present(labels.begin(), labels.end());
  std::string missing;
  std::size_t number = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    if (present.count(static_cast<std::int32_t>(c)) != 0) continue;
    if (++number <= 10) missing += (missing.empty() ? "" : ", ") + std::to_string(c);
  }
  if (number > 10) missing += ", ...";
  if (number > 0)
    out.push_back(
        fmt::format("validation has no samples of {} of the {} classes ({}): what is lost there is not seen",
                    number, classes, missing));
  auto const samples = static_cast<double>(labels.size());
  if (limit && limit->loss * samples < 3)
    out.push_back(
        fmt::format("the limit is finer than three samples: {:.3g} points are {:.2f} of the {} samples of "
                    "validation",
                    100 * limit->loss, limit->loss * samples, labels.size()));
  return out;
}

} // namespace peax::search

#pragma once
//! @file
//! The bodies of analysis_state.hpp.

#include <peax/analysis/analysis_state.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/op/branch.hpp>

#include <fmt/core.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::detail {

PEAX_INLINE analysis_state::shared analysis_state::of(network const& trained, std::string name) {
  for (auto const& n : trained->nodes())
    if (n.op.is<op::if_else>())
      throw bad_input(
          fmt::format("network {}: If '{}': a network with branches is only run; analyze and rewrite "
                      "the network that it was made from",
                      trained.name(), n.name));
  return std::make_shared<analysis_state const>(
      analysis_state{original(trained), std::move(name), std::make_shared<peax::session>()});
}

PEAX_INLINE analysis_state::shared analysis_state::with(std::shared_ptr<void const> recipe) const {
  analysis_state next = *this;
  next.recipes.push_back(std::move(recipe));
  return std::make_shared<analysis_state const>(std::move(next));
}

PEAX_INLINE analysis_state::shared analysis_state::with_original(original other) const {
  analysis_state next = *this;
  next.first = std::move(other);
  return std::make_shared<analysis_state const>(std::move(next));
}

PEAX_INLINE analysis_state::shared analysis_state::in_session(std::shared_ptr<peax::session> other) const {
  analysis_state next = *this;
  next.used = std::move(other);
  return std::make_shared<analysis_state const>(std::move(next));
}

PEAX_INLINE analysis_state::shared analysis_state::at_the_beginning() const {
  analysis_state next = *this;
  next.kept.clear();
  return std::make_shared<analysis_state const>(std::move(next));
}

PEAX_INLINE analysis_state::shared analysis_state::behind(std::string_view pass,
                                                          std::vector<std::shared_ptr<void const>> left,
                                                          std::vector<preserved_report> preserved) const {
  return std::make_shared<analysis_state const>(
      analysis_state{first, name + "-" + std::string(pass), used, std::move(left), std::move(preserved)});
}

PEAX_INLINE preserved_report const* analysis_state::find_preserved(std::string_view key) const {
  for (auto const& each : kept)
    if (each.key == key) return &each;
  return nullptr;
}

} // namespace peax::detail

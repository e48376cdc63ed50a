#pragma once
//! @file
//! Kinds of exit branches, and what exits answer with.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace peax::report {

//! Kinds of branches. The grid keeps where something is: about 3 x 3 cells, or 4 segments in one dimension; it is what makes
//! the first exits of an image network useful. The convolution looks at the map again before it is pooled.
enum class branch_kind : std::uint8_t { pool, grid, conv };

[[nodiscard]] constexpr auto names_of(branch_kind) {
  return std::array<std::string_view, 3>{"pool", "grid", "conv"};
}
[[nodiscard]] constexpr std::string_view name_of(branch_kind k) {
  return names_of(k)[static_cast<std::size_t>(k)];
}

//! What the exits of a network answer with: as its own classifier does.
enum class answer_form : std::uint8_t { softmax, sigmoid, logits };

//! The form of a network's first output; absent when it is no classifier with one answer a sample.
[[nodiscard]] PEAX_INLINE std::optional<answer_form> answer_form_of(graph const& g);

} // namespace peax::report

#ifndef PEAX_COMPILED
#include <peax/report/early_exits/branch_kind.ipp>
#endif

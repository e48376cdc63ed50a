#pragma once
//! @file
//! The body of suggestion.hpp.

#include <peax/core/suggestion.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

namespace detail {
//! Changes (insert, delete, replace, swap of neighbours) that turn one word into the other.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  std::iota(d[0].begin(), d[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}
} // namespace detail

PEAX_INLINE std::string suggestion(std::string_view word, std::vector<std::string> const& candidates) {
  std::string const* best = nullptr;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (auto const& c : candidates) {
    auto distance = detail::edit_distance(word, c);
    if (word.size() > 3 && c.starts_with(word)) distance = std::min<std::size_t>(distance, 1);
    if (distance < least) least = distance, best = &c;
  }
  return best == nullptr ? std::string() : " (did you mean '" + *best + "'?)";
}

} // namespace peax

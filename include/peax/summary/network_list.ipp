#pragma once
//! @file
//! The body of network_list.hpp.

#include <peax/document/drawing.hpp>
#include <peax/summary/escape.hpp>
#include <peax/summary/network_list.hpp>
#include <peax/summary/svg.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace peax::summary {

namespace detail {
inline std::string share_rail(std::optional<double> const& share) {
  if (!share) return {};
  return "<span class=\"rail\"><i style=\"width:" + coordinate(std::clamp(*share, 0.0, 1.0) * 100) +
         "%\"></i></span>";
}

inline std::string list_item(document::exit_branch const& e) {
  std::string out = std::string("<li class=\"") + (e.used ? "exit" : "exit unused") + "\"><b>" +
                    escaped(e.title, 300) + "</b>";
  if (e.share) out += " <em>" + document::percent(*e.share) + " of the samples</em>";
  for (auto const& line : e.lines) out += "<small>" + escaped(line, 300) + "</small>";
  if (e.threshold)
    out += "<small>" + escaped(e.leaves_when) + " " + document::fixed(*e.threshold, 4) + "</small>";
  return out + share_rail(e.share) + "</li>\n";
}
} // namespace detail

PEAX_INLINE std::string list_of(document::network_drawing const& drawing) {
  std::map<std::string, std::size_t> kinds;
  for (auto const& b : drawing.boxes) kinds.emplace(b.kind, kinds.size());
  std::string out = "<ol class=\"boxes\">\n";
  std::optional<std::size_t> on;
  for (std::size_t i = 0; i < drawing.boxes.size(); ++i) {
    auto const& b = drawing.boxes[i];
    if (b.processor && b.processor != on && *b.processor < drawing.processors.size()) {
      on = b.processor;
      out += "<li class=\"processor p" + std::to_string(*on % 4) + "\">" +
             escaped(drawing.processors[*on], 300) + "</li>\n";
    }
    out += "<li class=\"" + colour(kinds[b.kind]) + "\"><b>" + escaped(b.title, 300) + "</b>";
    if (b.share) out += " <em>" + document::percent(*b.share) + "</em>";
    for (auto const& line : b.lines) out += "<small>" + escaped(line, 300) + "</small>";
    out += detail::share_rail(b.share) + "</li>\n";
    for (auto const& e : drawing.exits)
      if (e.at == i) out += detail::list_item(e);
  }
  return out + "</ol>\n";
}

} // namespace peax::summary

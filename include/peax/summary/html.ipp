#pragma once
//! @file
//! The bodies of html.hpp.

#include <peax/document/page.hpp>
#include <peax/summary/area_svg.hpp>
#include <peax/summary/bars_svg.hpp>
#include <peax/summary/explorer_html.hpp>
#include <peax/summary/html.hpp>
#include <peax/summary/lanes_svg.hpp>
#include <peax/summary/network_list.hpp>
#include <peax/summary/network_svg.hpp>
#include <peax/summary/page_script.hpp>
#include <peax/summary/samples_svg.hpp>
#include <peax/summary/scatter_svg.hpp>
#include <peax/summary/style_sheet.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace peax::summary {

namespace detail {

//! Lower-case letters and digits of a title, numbered so that no two sections share one.
PEAX_INLINE std::string fragment(std::string_view title, std::size_t number);

//! What stands in a figure: a drawing for a wide place, and what a narrow one shows instead.
struct drawn {
  std::string wide, narrow;
};

PEAX_INLINE std::string figure(std::string_view title, drawn const& drawing, bool tall = false,
                               std::string_view remark = {});

template <class Chart> drawn drawn_twice(Chart const& c) { return {draw(c), draw(c, narrow_width)}; }

inline bool numeric(document::style const& s) { return s.as != document::form::text; }

inline std::string html(document::heading const& h) { return fmt::format("<h3>{}</h3>\n", escaped(h.text)); }
inline std::string html(document::paragraph const& p) {
  return fmt::format("<p>{}</p>\n", escaped(p.text, 20000));
}

inline std::string html(document::bars const& c) {
  return figure(c.title, drawn_twice(c), c.items.size() > 60);
}
inline std::string html(document::histogram const& c) { return figure(c.title, drawn_twice(c)); }
inline std::string html(document::area const& c) { return figure(c.title, drawn_twice(c)); }
inline std::string html(document::matrix const& c) { return figure(c.title, drawn_twice(c)); }
inline std::string html(document::samples const& c) { return figure(c.title, drawn_twice(c)); }
inline std::string html(document::lanes const& c) { return figure(c.title, drawn_twice(c)); }

} // namespace detail

namespace detail {
//! A number with a true minus sign.
inline std::string typeset(std::string text) {
  if (text.size() > 1 && text[0] == '-' && (std::isdigit(static_cast<unsigned char>(text[1])) != 0))
    text.replace(0, 1, "−");
  return text;
}

//! A cell is typeset as a number only if it holds one: text of the user stays as it is.
inline std::string shown(document::cell const& c, document::style const& s) {
  std::string const text = document::written(c, s);
  return escaped(c.number() ? typeset(text) : text, 600);
}

//! A relative path, a fragment or a web address; what could run code or leave the folder is not followed.
inline bool may_be_followed(std::string_view target) {
  if (target.starts_with("https://") || target.starts_with("http://") || target.starts_with("#")) return true;
  // The files of an analysis lie beside the folder of its pages: one step up, and no further.
  if (target.starts_with("../solutions/") || target.starts_with("../original.onnx") ||
      target.starts_with("../result.json"))
    target.remove_prefix(3);
  bool const rooted =
      target.starts_with("/") || target.starts_with("\\") || target.find("..") != std::string_view::npos;
  return !target.empty() && !rooted && target.find(':') == std::string_view::npos && clean(target) == target;
}

PEAX_INLINE std::string fragment(std::string_view title, std::size_t number) {
  std::string id = "s" + std::to_string(number + 1);
  bool gap = true;
  for (char c : title.substr(0, 60)) {
    auto const byte = static_cast<unsigned char>(c);
    bool const keep =
        (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    if (keep && gap) id += '-';
    if (keep) id += byte >= 'A' && byte <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    gap = !keep;
  }
  return id;
}

PEAX_INLINE std::string figure(std::string_view title, drawn const& drawing, bool tall,
                               std::string_view remark) {
  std::string out = "<figure>\n";
  if (!title.empty() || !remark.empty()) {
    out += "<figcaption>" + escaped(title, 300);
    if (!remark.empty()) out += " <small>" + escaped(remark) + "</small>";
    out += "</figcaption>\n";
  }
  std::string const scrolled = tall ? " tall" : "";
  if (drawing.narrow == drawing.wide) return fmt::format("{}{}</figure>\n", out, drawing.wide);
  return fmt::format("{}<div class=\"wide{}\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">\n{}</div>\n"
                     "<div class=\"narrow\">\n{}</div>\n</figure>\n",
                     out, scrolled, escaped(title.empty() ? "drawing" : title, 300), drawing.wide,
                     drawing.narrow);
}

inline std::string table_cell(document::cell const& c, document::style const& s, std::string_view target,
                              bool sorted) {
  std::string out = numeric(s) ? "<td class=\"right\"" : "<td";
  if (sorted && c.number()) out += fmt::format(" data-v=\"{}\"", *c.number());
  out += ">";
  bool const leads = may_be_followed(target);
  if (leads) out += "<a href=\"" + escaped(target) + "\">";
  out += shown(c, s);
  if (leads) out += "</a>";
  auto const part = c.number();
  if (s.as == document::form::share) {
    double const width = part ? std::clamp(*part, 0.0, 1.0) * 100 : 0;
    out += "<span class=\"share\"><i style=\"width:" + coordinate(width) + "%\"></i></span>";
  }
  return out + "</td>";
}

inline std::string html(document::code const& c) {
  return fmt::format("<pre tabindex=\"0\"><code>{}</code></pre>\n", escaped(c.text, 200000));
}

inline std::string html(document::list const& l) {
  std::string const tag = l.numbered ? "ol" : "ul";
  std::string out;
  for (auto const& item : l.items) out += "<li>" + escaped(item) + "</li>\n";
  return out.empty() ? out : "<" + tag + ">\n" + out + "</" + tag + ">\n";
}

inline std::string html(document::link const& l) {
  if (!may_be_followed(l.target)) return fmt::format("<p>{} ({})</p>\n", escaped(l.text), escaped(l.target));
  return fmt::format("<p><a href=\"{}\">{}</a></p>\n", escaped(l.target), escaped(l.text));
}

inline std::string html(document::note const& n) {
  std::string const sound = n.sounds == document::tone::good      ? " good"
                            : n.sounds == document::tone::warning ? " warning"
                                                                  : "";
  return fmt::format("<div class=\"remark-box{}\">{}</div>\n", sound, escaped(n.text));
}

inline std::string html(document::refusals const& r) {
  if (r.items.empty()) return {};
  std::string out = "<div class=\"refusals\">\n<p>" + escaped(r.title) + "</p>\n<dl>\n";
  for (refusal const& each : r.items) {
    out += "<dt>" + escaped(each.what, 600);
    if (!each.where.empty()) out += "<small>" + escaped(each.where, 600) + "</small>";
    out += "</dt><dd>" + escaped(each.why) + "</dd>\n";
  }
  return out + "</dl>\n</div>\n";
}

inline std::string html(document::figures const& f) {
  std::string out;
  for (auto const& item : f.items) {
    out += std::string("<div class=\"tile") + (item.chosen ? " picked" : "") + "\"><div class=\"name\">" +
           escaped(item.label, 300) + "</div><div class=\"value\">" + shown(item.value, item.shown) +
           "</div>";
    if (!item.remark.empty()) out += "<div class=\"remark\">" + escaped(item.remark, 600) + "</div>";
    out += "</div>\n";
  }
  return out.empty() ? out : "<div class=\"tiles\">\n" + out + "</div>\n";
}

inline std::string html(document::table const& t) {
  static constexpr std::string_view classes[] = {"", " class=\"picked\"", " class=\"quiet\"",
                                                 " class=\"total\""};
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"" +
                    escaped(t.caption().empty() ? "table" : t.caption(), 300) + "\"><table" +
                    (t.is_sortable() ? " class=\"sortable\"" : "") + ">\n";
  if (!t.caption().empty() && !t.folded()) out += "<caption>" + escaped(t.caption()) + "</caption>\n";
  out += "<thead><tr>";
  for (auto const& column : t.columns())
    out += (numeric(column.shown) ? "<th scope=\"col\" class=\"right\">" : "<th scope=\"col\">") +
           escaped(column.title, 300) + "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (auto const& row : t.rows()) {
    out.append("<tr").append(classes[static_cast<std::size_t>(row.stress)]).append(">");
    for (std::size_t i = 0; i < t.columns().size(); ++i)
      out += table_cell(i < row.cells.size() ? row.cells[i] : document::cell(), t.columns()[i].shown,
                        i == 0 ? row.target : std::string_view(), t.is_sortable());
    out += "</tr>\n";
  }
  if (t.rows().empty())
    out += "<tr class=\"quiet\"><td colspan=\"" +
           std::to_string(std::max<std::size_t>(1, t.columns().size())) + "\">No rows</td></tr>\n";
  out += "</tbody>\n</table></div>\n";
  if (!t.folded()) return out;
  std::string const title = t.caption().empty()
                                ? document::grouped(static_cast<std::int64_t>(t.rows().size())) + " rows"
                                : t.caption();
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escaped(title), out);
}

inline std::string html(document::scatter const& c) {
  std::size_t const missing = left_out(c);
  std::string remark = missing == 0
                           ? ""
                           : document::grouped(static_cast<std::int64_t>(missing)) +
                                 (missing == 1 ? " point has" : " points have") + " no value to draw. ";
  remark += outside_in_words(c);
  return figure(c.title, drawn_twice(c), false, remark);
}

inline std::string html(document::network_drawing const& d) {
  return figure(d.title, {draw(d), list_of(d)}, d.boxes.size() > 24);
}

inline std::string html(document::threshold_explorer const& x) { return html_of(x); }
inline std::string html(document::comparison const& c) { return html_of(c); }

inline bool moves(document::element const& e) {
  auto const* rows = std::get_if<document::table>(&e);
  return (rows != nullptr && rows->is_sortable()) || std::holds_alternative<document::comparison>(e) ||
         std::holds_alternative<document::threshold_explorer>(e);
}
//! Whether anything on the page needs the script.
inline bool moves(document::page const& page) {
  return std::any_of(page.sections().begin(), page.sections().end(), [](document::section const& s) {
    return std::any_of(s.elements().begin(), s.elements().end(),
                       [](document::element const& e) { return moves(e); });
  });
}

inline std::string navigation(document::page const& page, std::span<document::link const> siblings,
                              std::string_view here) {
  std::string out = "<nav aria-label=\"Contents\">\n<p class=\"brand\">peax</p>\n<input type=\"checkbox\" "
                    "id=\"menu\"/><label for=\"menu\">Contents"
                    "</label>\n<div class=\"entries\">\n<ul>\n";
  for (std::size_t i = 0; i < page.sections().size(); ++i)
    out += "<li><a href=\"#" + fragment(page.sections()[i].title(), i) + "\">" +
           escaped(page.sections()[i].title(), 120) + "</a></li>\n";
  out += "</ul>\n";
  std::string others;
  for (document::link const& l : siblings)
    if (may_be_followed(l.target))
      others += "<li><a" + std::string(l.target == here ? " class=\"here\"" : "") + " href=\"" +
                escaped(l.target) + "\">" + escaped(l.text, 120) + "</a></li>\n";
  if (!others.empty()) out += "<p class=\"group\">Pages</p>\n<ul>\n" + others + "</ul>\n";
  return out + "</div>\n</nav>\n";
}

} // namespace detail

PEAX_INLINE std::string to_html(document::page const& page, std::span<document::link const> siblings,
                                std::string_view here) {
  std::string const title = escaped(page.title(), 300);
  bool const script = detail::moves(page);
  std::string const policy =
      script ? "; script-src '" + std::string(page_script_digest) + "'" : std::string();
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\" "
                    "xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                    "'unsafe-inline'" +
                    policy + "\"/>\n<title>" + title + "</title>\n<style>";
  out.append(style_sheet).append("</style>\n</head>\n<body>\n<div class=\"page\">\n");
  out += detail::navigation(page, siblings, here);
  out += "<main>\n<header>\n<h1>" + title + "</h1>\n";
  if (!page.subtitle().empty()) out += "<p>" + escaped(page.subtitle(), 2000) + "</p>\n";
  out += "</header>\n";
  for (std::size_t i = 0; i < page.sections().size(); ++i) {
    document::section const& s = page.sections()[i];
    out +=
        "<section id=\"" + detail::fragment(s.title(), i) + "\">\n<h2>" + escaped(s.title(), 300) + "</h2>\n";
    for (document::element const& e : s.elements())
      out += std::visit([](auto const& shown_element) { return detail::html(shown_element); }, e);
    out += "</section>\n";
  }
  out += "<footer>Written by peax. This page loads nothing.</footer>\n</main>\n</div>\n";
  if (script) out += "<script>" + std::string(page_script) + "</script>\n";
  return out + "</body>\n</html>\n";
}

} // namespace peax::summary

#pragma once
//! @file
//! The bodies of explorer_html.hpp.

#include <peax/core/error.hpp>
#include <peax/document/explorer.hpp>
#include <peax/summary/escape.hpp>
#include <peax/summary/explorer_html.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax::summary {

namespace detail {
//! RFC 4648, section 4.
inline std::string base64(std::string_view bytes) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = (three << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : digits[(three >> (18 - 6 * k)) & 63U];
  }
  return out;
}

inline std::string packed(std::string const& bytes) {
  uLongf room = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(room, '\0');
  int const failed =
      compress2(reinterpret_cast<Bytef*>(out.data()), &room, reinterpret_cast<Bytef const*>(bytes.data()),
                static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION);
  if (failed != Z_OK) throw error("the answers for a page cannot be packed");
  out.resize(room);
  return out;
}

//! All first bytes, then all second ones: exponents stand together and pack well.
inline void put_floats(std::string& out, std::vector<float> const& values) {
  for (int byte = 0; byte < 4; ++byte)
    for (float const v : values)
      out += static_cast<char>((std::bit_cast<std::uint32_t>(v) >> (8 * byte)) & 255U);
}

//! Little-endian. A cascade: scores of the early exits as float32, byte by byte, then a byte for each answer. Along recordings: the values of the early
//! exits, then the labels of the network and the true ones in two bytes each.
inline std::string bytes_of(document::threshold_explorer const& x) {
  std::string out;
  for (auto const& e : x.exits) put_floats(out, e.scores);
  for (auto const& e : x.exits) put_floats(out, e.values);
  if (x.along)
    for (auto const* labels : {&x.along->answers, &x.along->truth})
      for (std::int32_t const label : *labels) {
        out += static_cast<char>(static_cast<unsigned>(label) & 255U);
        out += static_cast<char>((static_cast<unsigned>(label) >> 8U) & 255U);
      }
  for (auto const& e : x.exits) out.append(e.right.begin(), e.right.end());
  return out;
}

inline std::size_t samples_of(document::threshold_explorer const& x) {
  return x.along ? x.along->answers.size() : x.exits.back().right.size();
}

//! The first `n` samples: what comes later changes nothing about them.
inline document::threshold_explorer first_of(document::threshold_explorer x, std::size_t n) {
  std::size_t const all = samples_of(x);
  for (auto& e : x.exits) {
    e.values.resize(all == 0 ? 0 : e.values.size() / all * n);
    e.scores.resize(std::min(e.scores.size(), n));
    e.right.resize(std::min(e.right.size(), n));
  }
  if (!x.along) return x;
  x.along->answers.resize(n);
  x.along->truth.resize(n);
  std::size_t left = n;
  for (auto& length : x.along->lengths) length = std::min(length, left), left -= length;
  std::erase(x.along->lengths, std::size_t{0});
  return x;
}

//! The answers as text, of as many samples as a page may take; `x` keeps these.
inline std::string fitted_answers(document::threshold_explorer& x) {
  for (;;) {
    std::string answers = base64(packed(bytes_of(x)));
    std::size_t const n = samples_of(x);
    if (answers.size() <= most_of_answers || n < 2) return answers;
    double const share = 0.97 * static_cast<double>(most_of_answers) / static_cast<double>(answers.size());
    x = first_of(std::move(x),
                 std::max<std::size_t>(1, static_cast<std::size_t>(share * static_cast<double>(n))));
  }
}

//! The attributes of a rule that follows recordings.
inline std::string recordings_of(document::threshold_explorer const& x) {
  if (!x.along) return {};
  return fmt::format(" data-rule=\"{}{}\" data-lengths=\"{}\"", x.along->to_previous ? "previous" : "scene",
                     x.along->with_label ? " label" : "", nlohmann::json(x.along->lengths).dump());
}

inline std::string knob(std::string const& label, std::size_t at, std::size_t last) {
  return fmt::format("<input type=\"range\" aria-label=\"{}\" min=\"0\" max=\"{}\" step=\"1\" value=\"{}\"/>",
                     label, last, at);
}
} // namespace detail

PEAX_INLINE std::string html_of(document::comparison const& c) {
  if (c.all.size() < 2) return {};
  auto told = nlohmann::json::array();
  for (auto const& each : c.all) {
    nlohmann::json one{{"name", each.name}, {"target", each.target}};
    one["text"] = nlohmann::json::array(), one["value"] = nlohmann::json::array();
    for (std::size_t i = 0; i < c.names.size(); ++i) {
      auto const number = each.cells[i].number();
      one["text"].push_back(document::written(each.cells[i], c.shown[i]));
      one["value"].push_back(number ? nlohmann::json(*number) : nlohmann::json());
    }
    told.push_back(std::move(one));
  }
  std::string const all = told.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string out = "<div class=\"comparison\" hidden=\"hidden\" data-all=\"" + escaped(all, all.size()) +
                    "\">\n<h3>" + escaped(c.title, 300) + "</h3>\n<div class=\"knobs\">\n";
  std::size_t const last = c.all.size() - 1;
  for (auto const& [label, at] :
       {std::pair{"first of the two", c.left}, std::pair{"second of the two", c.right}})
    out +=
        "<div><a class=\"name\" href=\"#\"></a>" + detail::knob(label, std::min(at, last), last) + "</div>\n";
  out += "</div>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"two "
         "solutions\"><table>\n<thead><tr>"
         "<th scope=\"col\">figure</th><th scope=\"col\" class=\"right\">first</th><th scope=\"col\" "
         "class=\"right\">"
         "second</th><th scope=\"col\" class=\"right\">second to first</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < c.names.size(); ++i) {
    bool const share = c.shown[i].as == document::form::percent || c.shown[i].as == document::form::share;
    out += fmt::format("<tr data-share=\"{}\"><td>{}</td><td class=\"right\"></td><td class=\"right\"></td>"
                       "<td class=\"right\"></td></tr>\n",
                       share ? 1 : 0, escaped(c.names[i], 300));
  }
  return out + "</tbody></table></div>\n</div>\n";
}

PEAX_INLINE std::string html_of(document::threshold_explorer const& of) {
  if (of.exits.size() < 2) return {};
  document::threshold_explorer x = of;
  std::string const answers = detail::fitted_answers(x);
  std::size_t const count = detail::samples_of(x), given = detail::samples_of(of);
  auto told = nlohmann::json::array();
  for (auto const& e : x.exits) {
    nlohmann::json one{{"macs", e.macs}, {"limit", e.limit}};
    if (e.seconds) one["seconds"] = *e.seconds;
    if (e.joules) one["joules"] = *e.joules;
    if (x.along) one["width"] = e.values.size() / std::max<std::size_t>(1, x.along->answers.size());
    told.push_back(std::move(one));
  }
  std::string const all = told.dump();
  std::string out = fmt::format(
      "<div class=\"explorer\" hidden=\"hidden\" data-count=\"{}\" data-original=\"{}\" data-exits=\"{}\"{} "
      "data-answers=\"{}\">\n<h3>{}</h3>\n<div class=\"knobs\">\n",
      count, x.original_macs, escaped(all, all.size()), detail::recordings_of(x), answers,
      escaped(x.title, 300));
  for (std::size_t e = 0; e + 1 < x.exits.size(); ++e) {
    std::string const name = escaped(x.exits[e].exit, 120);
    out += fmt::format("<div><span class=\"name\">{}</span>{}<input type=\"number\" step=\"any\" "
                       "aria-label=\"threshold of {}\"/></div>\n",
                       name, detail::knob("threshold of " + name, 0, 1), name);
  }
  if (count < given)
    out += "<p>The answers to the first " + document::grouped(static_cast<std::int64_t>(count)) + " of " +
           document::grouped(static_cast<std::int64_t>(given)) +
           " samples fit on this page: what follows is counted on these.</p>\n";
  out += "</div>\n<p><button type=\"button\">Back to the thresholds of the solution</button></p>\n"
         "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"figures at these thresholds\">"
         "<table aria-live=\"polite\"><thead><tr><th scope=\"col\">on " +
         escaped(x.samples, 120) +
         "</th><th scope=\"col\" class=\"right\">at these thresholds</th></tr></thead><tbody>\n";
  auto const row = [&](std::string const& what, std::string const& is) {
    out += "<tr><td>" + what + "</td><td class=\"right\" data-is=\"" + is + "\"></td></tr>\n";
  };
  row(x.original_accuracy ? "accuracy (original " + document::percent(*x.original_accuracy, 2) + ")"
                          : "accuracy",
      "accuracy");
  row("mean MACs", "macs");
  auto const known = [&](auto member) {
    return std::all_of(x.exits.begin(), x.exits.end(),
                       [&](auto const& e) { return (e.*member).has_value(); });
  };
  if (known(&document::tried_threshold::seconds)) row("mean latency", "seconds");
  if (known(&document::tried_threshold::joules)) row("mean energy", "joules");
  for (std::size_t e = 0; e < x.exits.size(); ++e)
    row("leave at " + escaped(x.exits[e].exit, 120), "share" + std::to_string(e));
  return out + "</tbody></table></div>\n</div>\n";
}

} // namespace peax::summary

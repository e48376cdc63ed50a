#pragma once
//! @file
//! Writes SVG inside a page: shapes with classes of the style sheet, every text escaped, every coordinate
//! finite.

#include <peax/summary/escape.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace peax::summary {

//! A coordinate with one digit behind the point; 0 for what is not finite.
[[nodiscard]] inline std::string coordinate(double value) {
  if (!std::isfinite(value) || std::abs(value) > 1e9) value = 0;
  std::array<char, 32> room{};
  auto const end = std::to_chars(room.data(), room.data() + room.size(), value, std::chars_format::fixed, 1);
  std::string text(room.data(), end.ptr);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

//! The class of the n-th colour of the palette.
[[nodiscard]] inline std::string colour(std::size_t n) { return "c" + std::to_string(n % 8); }

//! A drawing under construction. Positions and sizes are in CSS pixels.
class svg {
 public:
  svg(double width, double height, std::string_view title) : width_(width), height_(height), title_(title) {}

  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }

  svg& rect(double x, double y, double w, double h, std::string_view classes, double radius = 0,
            std::string_view tip = {}) {
    return shape(
        "rect",
        {{"x", x}, {"y", y}, {"width", std::max(0.0, w)}, {"height", std::max(0.0, h)}, {"rx", radius}},
        classes, tip);
  }
  svg& circle(double x, double y, double r, std::string_view classes, std::string_view tip = {}) {
    return shape("circle", {{"cx", x}, {"cy", y}, {"r", r}}, classes, tip);
  }
  svg& line(double x1, double y1, double x2, double y2, std::string_view classes) {
    return shape("line", {{"x1", x1}, {"y1", y1}, {"x2", x2}, {"y2", y2}}, classes, {});
  }
  //! `commands` is made of letters and `coordinate`s.
  svg& path(std::string_view commands, std::string_view classes, std::string_view extra = {}) {
    body_.append("<path d=\"")
        .append(commands)
        .append("\" class=\"")
        .append(classes)
        .append("\"")
        .append(extra)
        .append("/>\n");
    return *this;
  }
  svg& text(double x, double y, std::string_view words, std::string_view classes, std::string_view tip = {}) {
    body_ += "<text x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" class=\"" + std::string(classes) +
             "\">";
    if (!tip.empty()) body_ += "<title>" + escaped(tip, 300) + "</title>";
    body_ += escaped(words, 400) + "</text>\n";
    return *this;
  }
  //! Turned by a quarter, read from below: the title of a vertical axis.
  svg& upright(double x, double y, std::string_view words, std::string_view classes) {
    std::string const at = coordinate(x) + " " + coordinate(y);
    body_ += "<text transform=\"translate(" + at + ") rotate(-90)\" class=\"" + std::string(classes) + "\">" +
             escaped(words, 400) + "</text>\n";
    return *this;
  }

  //! The finished element: as wide as drawn. It shrinks with the page, a very wide one no further than can be
  //! read: that one scrolls.
  [[nodiscard]] std::string str() const {
    std::string const w = coordinate(width_), h = coordinate(height_);
    std::string const least =
        width_ > 1000 ? " style=\"min-width:" + coordinate(width_ * 0.7) + "px\"" : std::string();
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + w + " " + h + "\" width=\"" + w +
           "\" height=\"" + h + "\"" + least + " role=\"img\" aria-label=\"" + escaped(title_, 300) +
           "\">\n" + body_ + "</svg>\n";
  }

 private:
  using attribute = std::pair<std::string_view, double>;

  svg& shape(std::string_view name, std::initializer_list<attribute> attributes, std::string_view classes,
             std::string_view tip) {
    body_.append("<").append(name);
    for (auto const& [key, value] : attributes)
      if (value != 0 || key != "rx")
        body_.append(" ").append(key).append("=\"").append(coordinate(value)).append("\"");
    body_.append(" class=\"").append(classes).append("\"");
    if (tip.empty())
      body_.append("/>\n");
    else
      body_.append("><title>").append(escaped(tip, 300)).append("</title></").append(name).append(">\n");
    return *this;
  }

  double width_;
  double height_;
  std::string title_;
  std::string body_;
};

} // namespace peax::summary

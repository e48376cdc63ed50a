// The bodies of resize.hpp.
#include <peax/data/resize.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace peax::data::detail {

//! Pixels of one axis that make a new one: from `first`, each with its weight; weights sum to 1.
struct taps {
  std::size_t first = 0;
  std::vector<double> weights{};
};

//! An axis: its pixels, and the part of them that is shown.
struct axis_part {
  std::size_t pixels = 1;
  double begin = 0, length = 1;
};

inline taps nearest_tap(axis_part const& from, double centre) {
  double const last = static_cast<double>(from.pixels - 1);
  return {static_cast<std::size_t>(std::clamp(std::floor(centre), 0.0, last)), {1.0}};
}

//! A triangle of that half width around the centre (in pixels, whose own centres lie at i + 0.5); outside of the picture nothing.
inline taps triangle_taps(axis_part const& from, double centre, double half_width) {
  double const end = static_cast<double>(from.pixels);
  auto const first = static_cast<std::size_t>(std::max(0.0, std::floor(centre - half_width + 0.5)));
  auto const last = static_cast<std::size_t>(std::min(end, std::floor(centre + half_width + 0.5)));
  taps t{first, {}};
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) {
    double const distance = std::abs(static_cast<double>(i) + 0.5 - centre) / half_width;
    t.weights.push_back(std::max(0.0, 1.0 - distance));
    sum += t.weights.back();
  }
  for (double& w : t.weights) w /= sum;
  return t;
}

inline std::vector<taps> taps_of(axis_part const& from, std::size_t to, resize_method how) {
  std::vector<taps> all;
  all.reserve(to);
  double const step = from.length / static_cast<double>(to);
  for (std::size_t i = 0; i < to; ++i) {
    double const centre = from.begin + (static_cast<double>(i) + 0.5) * step;
    all.push_back(
        how == resize_method::nearest
            ? nearest_tap(from, centre)
            : triangle_taps(from, centre, how == resize_method::antialias ? std::max(1.0, step) : 1.0));
  }
  return all;
}

//! The parts of the axes that are shown.
inline std::pair<axis_part, axis_part> shown(picture const& p, std::size_t height, std::size_t width,
                                             fit_method fit) {
  auto const h = static_cast<double>(p.height), w = static_cast<double>(p.width);
  axis_part rows{p.height, 0, h}, columns{p.width, 0, w};
  if (fit == fit_method::stretch) return {rows, columns};
  double const scale = std::min(h / static_cast<double>(height), w / static_cast<double>(width));
  rows.length = scale * static_cast<double>(height), rows.begin = (h - rows.length) / 2;
  columns.length = scale * static_cast<double>(width), columns.begin = (w - columns.length) / 2;
  return {rows, columns};
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE std::vector<float> resized(picture const& p, std::size_t height, std::size_t width,
                                       resize_method how, fit_method fit) {
  std::vector<float> out(height * width * p.channels);
  if (p.height == height && p.width == width) {
    for (std::size_t y = 0, i = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x)
        for (std::size_t c = 0; c < p.channels; ++c) out[i++] = p.at(y, x, c);
    return out;
  }
  auto const [rows, columns] = detail::shown(p, height, width, fit);
  auto const down = detail::taps_of(rows, height, how), across = detail::taps_of(columns, width, how);
  std::vector<double> line(p.width * p.channels); // a row of the new picture with the columns of the old one
  for (std::size_t y = 0; y < height; ++y) {
    std::fill(line.begin(), line.end(), 0.0);
    for (std::size_t k = 0; k < down[y].weights.size(); ++k)
      for (std::size_t x = 0, i = 0; x < p.width; ++x)
        for (std::size_t c = 0; c < p.channels; ++c, ++i)
          line[i] += down[y].weights[k] * static_cast<double>(p.at(down[y].first + k, x, c));
    for (std::size_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < p.channels; ++c) {
        double sum = 0;
        for (std::size_t k = 0; k < across[x].weights.size(); ++k)
          sum += across[x].weights[k] * line[(across[x].first + k) * p.channels + c];
        out[(y * width + x) * p.channels + c] = static_cast<float>(sum);
      }
  }
  return out;
}

} // namespace peax::data

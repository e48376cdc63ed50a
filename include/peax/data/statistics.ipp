// The bodies of statistics.hpp.
#include <peax/core/error.hpp>
#include <peax/data/statistics.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::data {

PEAX_INLINE double class_statistics::balance() const {
  if (counts.size() < 2) return counts.empty() ? 0 : 1;
  double entropy = 0;
  for (auto n : counts)
    if (double const p = static_cast<double>(n) / static_cast<double>(samples); p > 0)
      entropy -= p * std::log(p);
  return entropy / std::log(static_cast<double>(counts.size()));
}

PEAX_INLINE class_statistics count_classes(std::span<std::int32_t const> labels, std::size_t classes) {
  if (labels.empty()) throw bad_input("class statistics: there are no labels");
  if (classes == 0)
    classes = static_cast<std::size_t>(std::max(0, *std::max_element(labels.begin(), labels.end()))) + 1;
  class_statistics found{std::vector<std::size_t>(classes), labels.size()};
  for (auto label : labels) {
    if (label < 0 || static_cast<std::size_t>(label) >= classes)
      throw bad_input(
          fmt::format("class statistics: label {} is none of the classes 0 to {}", label, classes - 1));
    ++found.counts[static_cast<std::size_t>(label)];
  }
  return found;
}

PEAX_INLINE std::vector<channel_statistics> describe_channels(shape const& dims,
                                                              std::span<float const> values) {
  if (dims.rank() == 0 || dims.elements() != static_cast<std::int64_t>(values.size()))
    throw bad_input(
        fmt::format("channel statistics: {} values are not of the shape {}", values.size(), dims.text()));
  std::size_t const channels = dims.rank() > 1 ? static_cast<std::size_t>(dims[1]) : 1;
  std::size_t inner = 1;
  for (std::size_t axis = 2; axis < dims.rank(); ++axis) inner *= static_cast<std::size_t>(dims[axis]);
  std::vector<channel_statistics> all(channels);
  std::vector<double> squares(channels, 0.0);
  for (std::size_t at = 0, c = 0; at < values.size(); at += inner, c = c + 1 == channels ? 0 : c + 1) {
    auto& s = all[c];
    for (float const value : values.subspan(at, inner)) {
      if (std::isnan(value))
        ++s.missing;
      else if (std::isinf(value))
        ++s.infinite;
      else {
        double const x = value, before = x - s.mean;
        s.minimum = s.values == 0 ? x : std::min(s.minimum, x);
        s.maximum = s.values == 0 ? x : std::max(s.maximum, x);
        ++s.values;
        s.mean += before / static_cast<double>(s.values); // Welford 1962
        squares[c] += before * (x - s.mean);
      }
    }
  }
  for (std::size_t c = 0; c < channels; ++c)
    if (all[c].values != 0) all[c].deviation = std::sqrt(squares[c] / static_cast<double>(all[c].values));
  return all;
}

} // namespace peax::data

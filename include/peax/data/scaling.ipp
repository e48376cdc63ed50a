// The bodies of scaling.hpp.
#include <peax/core/error.hpp>
#include <peax/data/scaling.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace peax::data {

PEAX_INLINE void scaling::apply(shape const& dims, std::span<float> values) const {
  if (is_identity()) return;
  std::size_t const channels = dims.rank() > 1 ? static_cast<std::size_t>(dims[1]) : 1;
  check("scale", scale, channels, dims);
  check("offset", offset, channels, dims);
  std::size_t inner = 1;
  for (std::size_t axis = 2; axis < dims.rank(); ++axis) inner *= static_cast<std::size_t>(dims[axis]);
  for (std::size_t at = 0, channel = 0; at < values.size();
       at += inner, channel = channel + 1 == channels ? 0 : channel + 1) {
    float const a = scale[scale.size() == 1 ? 0 : channel], b = offset[offset.size() == 1 ? 0 : channel];
    for (float& x : values.subspan(at, inner)) x = x * a + b;
  }
}

PEAX_INLINE void scaling::check(char const* what, std::vector<float> const& list, std::size_t channels,
                                shape const& dims) {
  if (list.size() != 1 && list.size() != channels)
    throw bad_input(fmt::format(
        "{}: {} numbers are given, inputs {} have {} channels; give one number or one per channel", what,
        list.size(), dims.text(), channels));
  for (float x : list)
    if (!std::isfinite(x)) throw bad_input(std::string(what) + ": holds a number that is not finite");
}

PEAX_INLINE scaling normalized(scaling const& before, std::vector<float> const& mean,
                               std::vector<float> const& deviation) {
  std::size_t channels = 1;
  for (auto const* list : {&before.scale, &before.offset, &mean, &deviation}) {
    if (list->size() != 1 && channels != 1 && list->size() != channels)
      throw usage_error(
          fmt::format("--scale, --offset, --mean and --std: lists of {} and {} numbers; give one number or "
                      "one per channel",
                      channels, list->size()));
    channels = std::max(channels, list->size());
  }
  scaling out{{}, {}};
  for (std::size_t c = 0; c < channels; ++c) {
    auto const of = [&](std::vector<float> const& list) {
      return static_cast<double>(list[list.size() == 1 ? 0 : c]);
    };
    if (of(deviation) == 0) throw usage_error("--std: is 0, and nothing can be divided by it");
    out.scale.push_back(static_cast<float>(of(before.scale) / of(deviation)));
    out.offset.push_back(static_cast<float>((of(before.offset) - of(mean)) / of(deviation)));
  }
  return out;
}

namespace detail {

//! A number, or a quotient of two like 1/255.
PEAX_INLINE bool read_number(std::string_view field, float& value) {
  auto const slash = field.find('/');
  if (slash == std::string_view::npos) { // as the nearest float, not by way of double
    auto const [stop, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    return !field.empty() && error == std::errc{} && stop == field.data() + field.size() &&
           std::isfinite(value);
  }
  std::string_view const texts[] = {field.substr(0, slash), field.substr(slash + 1)};
  double parts[] = {0, 1};
  for (std::size_t i = 0; i < 2; ++i) {
    auto const [stop, error] = std::from_chars(texts[i].data(), texts[i].data() + texts[i].size(), parts[i]);
    if (error != std::errc{} || stop != texts[i].data() + texts[i].size()) return false;
  }
  value = static_cast<float>(parts[0] / parts[1]);
  return std::isfinite(value);
}

} // namespace detail

PEAX_INLINE std::vector<float> parse_numbers(std::string_view option, std::string_view text) {
  std::vector<float> numbers;
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find(',', at), text.size());
    auto field = text.substr(at, end - at);
    if (field.starts_with('+')) field.remove_prefix(1);
    float value = 0;
    if (!detail::read_number(field, value))
      throw usage_error(
          fmt::format("{}: '{}' is neither a number nor a list of numbers like 0.5,1,2", option, text));
    numbers.push_back(value);
    at = end + 1;
  }
  return numbers;
}

} // namespace peax::data

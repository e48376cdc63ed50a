#pragma once
//! @file
//! The bodies of quantization.hpp.

#include <peax/graph/quantization.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace peax {

namespace detail {
inline constexpr std::string_view quantization_key = "org.peax.quantization.";

//! Takes the next word off a text.
inline std::string_view next_word(std::string_view& text) {
  auto const end = std::min(text.find(' '), text.size());
  auto const word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

//! "1,2,3" as numbers; nothing for anything else.
template <class T> std::optional<std::vector<T>> list_from(std::string_view text) {
  std::vector<T> out;
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find(',', at), text.size());
    T number{};
    auto const [stop, error] = std::from_chars(text.data() + at, text.data() + end, number);
    if (error != std::errc{} || stop != text.data() + end) return std::nullopt;
    out.push_back(number);
    at = end + 1;
  }
  return out;
}

inline std::optional<data_type> integer_type_named(std::string_view name) {
  for (auto const type : {data_type::int8, data_type::uint8, data_type::int16, data_type::uint16,
                          data_type::int32, data_type::int64})
    if (name_of(type) == name) return type;
  return std::nullopt;
}
} // namespace detail

PEAX_INLINE std::string to_text(quantization const& q) {
  std::string out = fmt::format("{} scale {} zero {}", name_of(q.type), fmt::join(q.scales, ","),
                                fmt::join(q.zero_points, ","));
  if (q.scales.size() > 1) out += fmt::format(" axis {}", q.axis);
  return out;
}

PEAX_INLINE void set_quantization(graph_editor& edit, std::string_view value_name, quantization const& q) {
  edit.set_metadata(std::string(detail::quantization_key) + std::string(value_name), to_text(q));
}

PEAX_INLINE std::optional<quantization> quantization_of(graph const& g, std::string_view value_name) {
  auto const found = g.metadata().find(std::string(detail::quantization_key) + std::string(value_name));
  if (found == g.metadata().end()) return std::nullopt;
  std::string_view text = found->second;
  auto const type = detail::integer_type_named(detail::next_word(text));
  if (!type || detail::next_word(text) != "scale") return std::nullopt;
  auto scales = detail::list_from<float>(detail::next_word(text));
  if (!scales || detail::next_word(text) != "zero") return std::nullopt;
  auto zeros = detail::list_from<std::int64_t>(detail::next_word(text));
  if (!zeros || zeros->size() != scales->size()) return std::nullopt;
  quantization out{*type, std::move(*scales), std::move(*zeros), 0};
  if (out.scales.size() == 1) return text.empty() ? std::optional(out) : std::nullopt;
  if (detail::next_word(text) != "axis") return std::nullopt;
  auto const axis = detail::list_from<std::int64_t>(text);
  if (!axis || axis->size() != 1) return std::nullopt;
  out.axis = axis->front();
  return out;
}

} // namespace peax

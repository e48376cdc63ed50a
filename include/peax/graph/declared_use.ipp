// The bodies of declared_use.hpp.
#include <peax/graph/declared_use.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace peax {

namespace detail {
inline constexpr char const* classes_key = "org.peax.classes";
inline constexpr char const* modality_key = "org.peax.modality";
} // namespace detail

PEAX_INLINE void declare_classes(graph_editor& edit, std::vector<std::string> const& names) {
  std::string lines;
  for (auto const& name : names) lines += (lines.empty() ? "" : "\n") + name;
  if (!names.empty()) edit.set_metadata(detail::classes_key, lines);
}

PEAX_INLINE std::vector<std::string> declared_classes(graph const& g) {
  auto const found = g.metadata().find(detail::classes_key);
  if (found == g.metadata().end()) return {};
  std::string const& lines = found->second;
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= lines.size();) {
    std::size_t const end = std::min(lines.find('\n', at), lines.size());
    names.push_back(lines.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

PEAX_INLINE void declare_modality(graph_editor& edit, modality m) {
  edit.set_metadata(detail::modality_key, std::string(name_of(m)));
}

PEAX_INLINE std::optional<modality> declared_modality(graph const& g) {
  auto const found = g.metadata().find(detail::modality_key);
  if (found == g.metadata().end()) return std::nullopt;
  for (auto const m : {modality::image, modality::time_series, modality::audio, modality::tabular})
    if (name_of(m) == found->second) return m;
  return std::nullopt;
}

PEAX_INLINE modality modality_of(graph const& g, value_id input) {
  auto const noted = g.inputs().size() == 1 ? declared_modality(g) : std::nullopt;
  return noted ? *noted : modality_of(g[input].dims);
}

} // namespace peax

#pragma once
//! @file
//! What a solution must keep to, what it is judged by, and what is preferred among those that do.

#include <peax/meta/record.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/solution/figures.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peax::result {

//! Which of the solutions that keep to the constraints is chosen.
enum class preference { macs, score, latency, energy, ram };

[[nodiscard]] constexpr auto names_of(preference) {
  return std::array<std::string_view, 5>{"macs", "score", "latency", "energy", "ram"};
}
[[nodiscard]] constexpr std::string_view name_of(preference p) {
  return names_of(p)[static_cast<std::size_t>(p)];
}

//! "the fewest mean MACs".
[[nodiscard]] inline std::string in_words(preference p) {
  constexpr std::string_view words[] = {"the fewest mean MACs", "the highest score", "the least mean latency",
                                        "the least mean energy", "the least RAM"};
  return std::string(words[static_cast<std::size_t>(p)]);
}

//! Limits; absent ones do not limit.
struct constraints {
  std::optional<search::loss_limit> loss; //!< of score, against the original model
  std::optional<double> macs_share;       //!< mean MACs over the original's
  std::optional<std::int64_t> ram_bytes, flash_bytes;
  std::optional<double> latency_s; //!< worst case
  scoring::score score{};
  preference prefer = preference::macs;
  bool sample_units =
      false; //!< margins and certificates count every sample as independent, whatever its group or recording
};

//! Why figures break a constraint other than the loss; nothing when they keep to all.
[[nodiscard]] inline std::optional<std::string> broken(constraints const& c, figures const& f) {
  auto const over = [](auto const& limit, auto const& have) { return limit && have && *have > *limit; };
  if (over(c.macs_share, f.validation_relative_macs))
    return "its mean MACs are " + std::to_string(*f.validation_relative_macs) +
           " of the original, allowed are " + std::to_string(*c.macs_share);
  if (over(c.ram_bytes, f.peak_memory_bytes))
    return "its feature maps take " + std::to_string(*f.peak_memory_bytes) + " bytes, allowed are " +
           std::to_string(*c.ram_bytes);
  if (over(c.flash_bytes, f.storage_bytes))
    return "its weights take " + std::to_string(*f.storage_bytes) + " bytes, allowed are " +
           std::to_string(*c.flash_bytes);
  if (over(c.latency_s, f.worst_latency_s))
    return "its worst latency is " + std::to_string(*f.worst_latency_s) + " s, allowed are " +
           std::to_string(*c.latency_s);
  return std::nullopt;
}

} // namespace peax::result

PEAX_RECORD(peax::result::constraints, loss, macs_share, ram_bytes, flash_bytes, latency_s, score, prefer,
            sample_units);

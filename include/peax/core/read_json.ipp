// The body of read_json.hpp.
#include <peax/core/error.hpp>
#include <peax/core/read_json.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace peax {

PEAX_INLINE nlohmann::ordered_json read_json(std::string_view text, std::string const& where) {
  using json = nlohmann::ordered_json;
  constexpr std::size_t deepest = 64;                // what peax writes and reads is 8 deep at most
  std::vector<std::unordered_set<std::string>> keys; // of the objects and lists that are open
  auto const watch = [&](int, json::parse_event_t event, json& parsed) {
    using enum json::parse_event_t;
    if (event == object_start || event == array_start) {
      if (keys.size() == deepest)
        throw bad_input(fmt::format("{} is nested too deeply (at most {})", where, deepest));
      keys.emplace_back();
    } else if (event == object_end || event == array_end) {
      keys.pop_back();
    } else if (event == key) {
      auto const& name = parsed.get_ref<std::string const&>();
      if (!keys.back().insert(name).second)
        throw bad_input(fmt::format("{}: the key '{}' is given twice in one object", where, name));
    }
    return true;
  };
  try {
    return json::parse(text, watch);
  } catch (json::exception const& e) {
    throw bad_input(fmt::format("{} is no JSON: {}", where, e.what()));
  }
}

} // namespace peax

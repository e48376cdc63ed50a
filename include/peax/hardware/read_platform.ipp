#pragma once
//! @file
//! The bodies of read_platform.hpp.

#include <peax/core/error.hpp>
#include <peax/core/read_json.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/hardware/read_rules.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/meta/record.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <ios>
#include <istream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::hardware {

namespace detail {
using json = nlohmann::ordered_json;

//! Reads fields of one object; a misfit names the field and where it stands, an unknown field is refused.
class json_fields {
 public:
  json_fields(json const& object, std::string where, std::vector<std::string> const& known,
              std::vector<std::string> const& own)
      : object_(object), where_(std::move(where)), own_(own) {
    if (!object.is_object()) throw bad_input(where_ + " is no object");
    for (auto const& [key, value] : object.items()) {
      bool found = false;
      for (auto const& k : known) found = found || k == key;
      if (!found) {
        std::string names;
        for (auto const& k : known) names += (names.empty() ? "" : ", ") + k;
        throw bad_input(fmt::format("{}: there is no field '{}'; the fields are {}", where_, key, names));
      }
    }
  }
  [[nodiscard]] double number(char const* key, double otherwise) const {
    if (!object_.contains(key) || object_[key].is_null()) return otherwise;
    if (!object_[key].is_number()) throw bad_input(fmt::format("{}: '{}' must be a number", where_, key));
    return object_[key].get<double>();
  }
  [[nodiscard]] bytes size(char const* key) const {
    double const n = number(key, std::numeric_limits<double>::infinity());
    if (std::isinf(n)) return bytes(std::numeric_limits<std::int64_t>::max());
    if (!(n >= 0 && n < 9e18))
      throw bad_input(fmt::format("{}: '{}' must be a number of bytes", where_, key));
    return bytes(static_cast<std::int64_t>(n));
  }
  [[nodiscard]] std::string text(char const* key) const {
    if (!object_.contains(key) || !object_[key].is_string())
      throw bad_input(fmt::format("{}: '{}' must be a text", where_, key));
    return object_[key].get<std::string>();
  }
  [[nodiscard]] std::vector<std::string> texts(char const* key) const {
    std::vector<std::string> out;
    if (!object_.contains(key)) return out;
    if (!object_[key].is_array())
      throw bad_input(fmt::format("{}: '{}' must be a list of texts", where_, key));
    for (auto const& e : object_[key]) {
      if (!e.is_string()) throw bad_input(fmt::format("{}: '{}' must be a list of texts", where_, key));
      out.push_back(e.get<std::string>());
    }
    return out;
  }
  //! A number, or numbers per data type, or per data type and operator ("default" is any operator).
  [[nodiscard]] std::vector<rate> rates(char const* key) const {
    if (!object_.contains(key) && object_.contains("instructions")) return {};
    if (!object_.contains(key)) throw bad_input(fmt::format("{}: '{}' is missing", where_, key));
    json const& r = object_[key];
    std::string const wrong =
        where_ + ": '" + key +
        "' must be a number, numbers per data type, or numbers per data type and operator";
    if (r.is_number()) return {{"", "", r.get<double>()}};
    if (!r.is_object()) throw bad_input(wrong);
    std::vector<rate> out;
    for (auto const& [type, value] : r.items()) {
      std::string const name = type == "default" ? "" : type;
      if (value.is_number()) {
        out.push_back({name, "", value.get<double>()});
      } else if (value.is_object()) {
        for (auto const& [op, speed] : value.items()) {
          if (!speed.is_number()) throw bad_input(wrong);
          out.push_back({name, op == "default" ? "" : op, speed.get<double>()});
        }
      } else {
        throw bad_input(wrong);
      }
    }
    return out;
  }
  [[nodiscard]] std::vector<operator_rule> rules(char const* key) const {
    if (!object_.contains(key)) return {};
    return operator_rules_from_json(object_[key], where_, own_);
  }
  [[nodiscard]] std::vector<instruction_cost> costs(char const* key) const {
    if (!object_.contains(key)) return {};
    return instruction_costs_from_json(object_[key], where_, own_);
  }
  [[nodiscard]] std::vector<std::string> const& own() const { return own_; }
  [[nodiscard]] json const* list(char const* key) const {
    if (!object_.contains(key)) return nullptr;
    if (!object_[key].is_array()) throw bad_input(fmt::format("{}: '{}' must be a list", where_, key));
    return &object_[key];
  }

 private:
  json const& object_;
  std::string where_;
  std::vector<std::string> const& own_; //!< operators of the user's own
};
} // namespace detail

namespace detail {
template <class T> inline constexpr std::string_view unit_of = "";
template <> inline constexpr std::string_view unit_of<bytes> = "_bytes";
template <> inline constexpr std::string_view unit_of<seconds> = "_s";
template <> inline constexpr std::string_view unit_of<joules> = "_j";

//! The key of a field: its name with its unit.
template <class T> std::string key_of(char const* name, T const&) {
  if constexpr (std::is_same_v<T, std::vector<rate>>)
    return "macs_per_second";
  else if constexpr (std::is_same_v<T, std::vector<power_domain>>)
    return "power_domains";
  else
    return name + std::string(unit_of<T>);
}

//! All keys of a record, and what readers of the file may add.
template <meta::Record R> std::vector<std::string> keys_of() {
  std::vector<std::string> out;
  R const record{};
  meta::for_each_field(record,
                       [&](char const* name, auto const& field) { out.push_back(key_of(name, field)); });
  out.insert(out.end(), {"comment", "sources"});
  return out;
}

template <class T> void read_field(json_fields const& from, char const* key, T& into) {
  if constexpr (std::is_same_v<T, std::string>)
    into = from.text(key);
  else if constexpr (std::is_same_v<T, std::vector<std::string>>)
    into = from.texts(key);
  else if constexpr (std::is_same_v<T, std::vector<rate>>)
    into = from.rates(key);
  else if constexpr (std::is_same_v<T, std::vector<operator_rule>>)
    into = from.rules(key);
  else if constexpr (std::is_same_v<T, std::vector<instruction_cost>>)
    into = from.costs(key);
  else if constexpr (std::is_same_v<T, bytes>)
    into = from.size(key);
  else if constexpr (std::is_same_v<T, std::optional<double>>) {
    if (double const n = from.number(key, std::numeric_limits<double>::quiet_NaN()); !std::isnan(n)) into = n;
  } else if constexpr (std::is_same_v<T, double>)
    into = from.number(key, 0);
  else
    into = T(from.number(key, 0));
}

template <meta::Record R>
R read_record(json const& object, std::string const& where, std::vector<std::string> const& own) {
  json_fields const from(object, where, keys_of<R>(), own);
  R out;
  meta::for_each_field(
      out, [&](char const* name, auto& field) { read_field(from, key_of(name, field).c_str(), field); });
  return out;
}

//! A list of records; `what` names one of them in errors.
template <meta::Record R>
void read_records(json_fields const& from, char const* key, std::string const& what, std::vector<R>& into) {
  if (auto const* list = from.list(key))
    for (auto const& each : *list)
      into.push_back(read_record<R>(each, what + std::to_string(into.size()), from.own()));
}
} // namespace detail

namespace detail {
//! Operators and data types that the file names must be there: a misspelt one would be as if it were not said.
inline void check_names(platform const& p, std::vector<std::string> const& own) {
  for (auto const& q : p.processors) {
    auto const want = [&](std::string const& name, char const* key) {
      want_operator(name, fmt::format("platform {}: processor '{}': {}", p.name, q.name, key), own);
    };
    for (auto const& name : q.unsupported_ops) want(name, "unsupported_ops");
    for (auto const& r : q.rates) {
      if (!r.op.empty()) want(r.op, "macs_per_second");
      try {
        if (!r.data_type.empty()) (void)storage_type_named(r.data_type);
      } catch (bad_input const& e) {
        throw bad_input(
            fmt::format("platform {}: processor '{}': macs_per_second: {}", p.name, q.name, e.what()));
      }
    }
  }
}
} // namespace detail

PEAX_INLINE platform platform_from_json(std::string_view text, std::string const& where,
                                        std::vector<std::string> const& own) {
  detail::json const root = read_json(text, where);
  platform out;
  detail::json_fields const top(root, where, detail::keys_of<platform>(), own);
  out.name = root.contains("name") ? top.text("name") : where;
  detail::read_records(top, "processors", where + ", processor ", out.processors);
  detail::read_records(top, "links", where + ", link ", out.links);
  detail::read_records(top, "power_domains", where + ", power domain ", out.domains);
  check(out);
  detail::check_names(out, own);
  return out;
}

PEAX_INLINE platform read_platform(std::string const& path, std::vector<std::string> const& own) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw io_error(path + " cannot be read; check that the platform file exists");
  std::string const text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return platform_from_json(text, path, own);
}

} // namespace peax::hardware

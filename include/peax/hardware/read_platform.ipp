#pragma once
//! @file
//! The bodies of read_platform.hpp.

#include <peax/core/error.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/hardware/read_platform.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <ios>
#include <istream>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::hardware {

namespace detail {
using json = nlohmann::json;

//! Reads fields of one object; a misfit names the field and where it stands, an unknown field is refused.
class json_fields {
 public:
  json_fields(json const& object, std::string where, std::initializer_list<std::string_view> known)
      : object_(object), where_(std::move(where)) {
    if (!object.is_object()) throw bad_input(where_ + " is no object");
    for (auto const& [key, value] : object.items()) {
      bool found = false;
      for (auto k : known) found = found || k == key;
      if (!found) {
        std::string names;
        for (auto k : known) names += (names.empty() ? "" : ", ") + std::string(k);
        throw bad_input(where_ + ": there is no field '" + key + "'; the fields are " + names);
      }
    }
  }
  [[nodiscard]] double number(char const* key, double otherwise) const {
    if (!object_.contains(key) || object_[key].is_null()) return otherwise;
    if (!object_[key].is_number()) throw bad_input(where_ + ": '" + key + "' must be a number");
    return object_[key].get<double>();
  }
  [[nodiscard]] bytes size(char const* key) const {
    double const n = number(key, std::numeric_limits<double>::infinity());
    if (std::isinf(n)) return bytes(std::numeric_limits<std::int64_t>::max());
    if (!(n >= 0 && n < 9e18)) throw bad_input(where_ + ": '" + key + "' must be a number of bytes");
    return bytes(static_cast<std::int64_t>(n));
  }
  [[nodiscard]] std::string text(char const* key) const {
    if (!object_.contains(key) || !object_[key].is_string())
      throw bad_input(where_ + ": '" + key + "' must be a text");
    return object_[key].get<std::string>();
  }
  [[nodiscard]] std::vector<std::string> texts(char const* key) const {
    std::vector<std::string> out;
    if (!object_.contains(key)) return out;
    if (!object_[key].is_array()) throw bad_input(where_ + ": '" + key + "' must be a list of texts");
    for (auto const& e : object_[key]) {
      if (!e.is_string()) throw bad_input(where_ + ": '" + key + "' must be a list of texts");
      out.push_back(e.get<std::string>());
    }
    return out;
  }
  //! A number, or numbers per data type, or per data type and operator ("default" is any operator).
  [[nodiscard]] std::vector<rate> rates(char const* key) const {
    if (!object_.contains(key)) throw bad_input(where_ + ": '" + key + "' is missing");
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
  [[nodiscard]] json const* list(char const* key) const {
    if (!object_.contains(key)) return nullptr;
    if (!object_[key].is_array()) throw bad_input(where_ + ": '" + key + "' must be a list");
    return &object_[key];
  }

 private:
  json const& object_;
  std::string where_;
};
} // namespace detail

PEAX_INLINE platform platform_from_json(std::string_view text, std::string const& where) {
  using detail::json_fields;
  detail::json root;
  try {
    root = detail::json::parse(text);
  } catch (detail::json::exception const& e) {
    throw bad_input(where + " is no JSON: " + e.what());
  }
  platform out;
  json_fields const top(root, where, {"name", "processors", "links", "power_domains", "comment", "sources"});
  out.name = root.contains("name") ? top.text("name") : where;
  if (auto const* list = top.list("processors"))
    for (auto const& e : *list) {
      json_fields const f(e, where + ", processor " + std::to_string(out.processors.size()),
                          {"name", "macs_per_second", "memory_bytes", "storage_bytes", "active_power_w",
                           "idle_power_w", "start_latency_s", "unsupported_ops", "comment", "sources"});
      out.processors.push_back({f.text("name"), f.rates("macs_per_second"), f.size("memory_bytes"),
                                f.size("storage_bytes"), f.number("active_power_w", 0),
                                f.number("idle_power_w", 0), seconds(f.number("start_latency_s", 0)),
                                f.texts("unsupported_ops")});
    }
  if (auto const* list = top.list("links"))
    for (auto const& e : *list) {
      json_fields const f(
          e, where + ", link " + std::to_string(out.links.size()),
          {"from", "to", "bytes_per_second", "latency_s", "energy_per_byte_j", "comment", "sources"});
      out.links.push_back({f.text("from"), f.text("to"), f.number("bytes_per_second", 0),
                           seconds(f.number("latency_s", 0)), f.number("energy_per_byte_j", 0)});
    }
  if (auto const* list = top.list("power_domains"))
    for (auto const& e : *list) {
      json_fields const f(e, where + ", power domain " + std::to_string(out.domains.size()),
                          {"name", "processors", "wake_latency_s", "wake_energy_j", "comment", "sources"});
      out.domains.push_back({f.text("name"), f.texts("processors"), seconds(f.number("wake_latency_s", 0)),
                             joules(f.number("wake_energy_j", 0))});
    }
  check(out);
  return out;
}

PEAX_INLINE platform read_platform(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw io_error(path + " cannot be read; check that the platform file exists");
  std::string const text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return platform_from_json(text, path);
}

} // namespace peax::hardware

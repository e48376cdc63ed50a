#pragma once
//! @file
//! The bodies of figures_json.hpp.

#include <peax/deploy/figures_json.hpp>
#include <peax/deploy/record_json.hpp>

#include <optional>

namespace peax::result {

//! The figures of a stream stand beside the others, and only together.
inline void put_field(deploy::json& into, char const*, std::optional<stream_figures> const& stream) {
  if (stream) into.update(deploy::json_of_record(*stream));
}

inline void get_field(deploy::fields const& from, char const*, std::optional<stream_figures>& into) {
  bool complete = true;
  stream_figures read{};
  meta::for_each_field(read, [&](char const* name, double& field) {
    auto const number = from.number(name);
    complete = complete && number;
    field = number.value_or(0);
  });
  if (complete) into = read;
}

} // namespace peax::result

namespace peax::deploy {

PEAX_INLINE json to_json(result::figures const& f) { return json_of_record(f); }

PEAX_INLINE result::figures figures_in(fields const& from) {
  result::figures f;
  read_record(from, f);
  return f;
}

} // namespace peax::deploy

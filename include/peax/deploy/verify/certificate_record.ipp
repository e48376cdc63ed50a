#pragma once
//! @file
//! The body of certificate_record.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/verify/certificate_record.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::certified {

namespace detail {
inline std::size_t size_in(fields const& from, char const* key) {
  auto const count = from.count(key);
  if (!count) throw bad_input(from.named(key) + " is missing");
  return static_cast<std::size_t>(*count);
}

inline std::vector<std::string> texts_in(fields const& from, char const* key) {
  json const& list = from.at(key);
  if (!list.is_array()) throw bad_input(from.named(key) + " must be a list of texts");
  std::vector<std::string> out;
  for (auto const& one : list) {
    if (!one.is_string()) throw bad_input(from.named(key) + " must be a list of texts");
    out.push_back(one.get<std::string>());
  }
  return out;
}

inline void is_below(std::size_t number, std::size_t most, std::string const& where, char const* what) {
  if (number >= most) throw bad_input(fmt::format("{} names {} {} of {}", where, what, number, most));
}

inline std::vector<std::size_t> buffers_in(fields const& from, char const* key, std::size_t most) {
  if (!from.at(key).is_array()) throw bad_input(from.named(key) + " must be a list of buffers");
  std::vector<std::size_t> out;
  for (auto const n : from.counts(key)) {
    is_below(static_cast<std::size_t>(n), most, from.named(key), "buffer");
    out.push_back(static_cast<std::size_t>(n));
  }
  return out;
}

inline buffer buffer_in(fields const& from, std::size_t steps) {
  buffer out;
  std::string const holds = from.text("holds");
  constexpr std::string_view names[] = {"value", "copy", "scratch", "outputs"};
  std::size_t at = 0;
  while (at < 4 && names[at] != holds) ++at;
  if (at == 4)
    throw bad_input(
        fmt::format("{} is '{}'; known are value, copy, scratch, outputs", from.named("holds"), holds));
  out.holds = static_cast<role>(at);
  if (out.has_value()) out.value = from.text("value");
  out.offset = size_in(from, "offset");
  out.bytes = size_in(from, "bytes");
  out.first = size_in(from, "first_step");
  out.last = size_in(from, "last_step");
  is_below(out.first, steps, from.named("first_step"), "step");
  is_below(out.last, steps, from.named("last_step"), "step");
  return out;
}

inline step step_in(fields const& from, std::size_t buffers, std::size_t exits) {
  step out{from.text("function"), size_in(from, "exit"), {}, texts_in(from, "inputs"), {}, {}};
  is_below(out.exit, exits, from.named("exit"), "exit");
  for (auto const& n : from.objects("nodes")) out.nodes.push_back(n.text("output"));
  out.reads = buffers_in(from, "reads", buffers);
  out.writes = buffers_in(from, "writes", buffers);
  return out;
}
} // namespace detail

PEAX_INLINE record read(json const& certificate) {
  fields const root(certificate, "certificate");
  fields const schema = root.object("schema");
  if (schema.text("name") != "peax.certificate" || detail::size_in(schema, "version") != 1)
    throw bad_input(schema.where() + " is not {\"name\": \"peax.certificate\", \"version\": 1}");
  record out;
  out.processor = root.text_or_empty("processor");
  out.repeats = root.truth("repeats");
  out.inputs = detail::texts_in(root, "inputs");
  auto const steps = root.objects("steps"), buffers = root.objects("buffers"), exits = root.objects("exits");
  for (auto const& b : buffers) out.buffers.push_back(detail::buffer_in(b, steps.size()));
  for (auto const& s : steps) out.steps.push_back(detail::step_in(s, buffers.size(), exits.size()));
  auto const peaks = root.counts("peak_bytes_by_exit");
  if (peaks.size() != exits.size() || exits.empty())
    throw bad_input(fmt::format("certificate has {} exits and {} peaks; there is one for each exit",
                                exits.size(), peaks.size()));
  for (std::size_t e = 0; e < exits.size(); ++e) {
    exit one{{}, static_cast<std::size_t>(peaks[e])};
    for (auto const& o : exits[e].objects("outputs")) {
      one.outputs.push_back({o.text("value"), detail::size_in(o, "buffer"), detail::size_in(o, "offset")});
      detail::is_below(one.outputs.back().buffer, buffers.size(), o.named("buffer"), "buffer");
    }
    out.exits.push_back(std::move(one));
  }
  out.peak = detail::size_in(root, "peak_bytes");
  out.live_peak = detail::size_in(root, "live_peak_bytes");
  out.lower_bound = detail::size_in(root, "lower_bound_bytes");
  return out;
}

} // namespace peax::deploy::certified

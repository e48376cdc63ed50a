// The bodies of platform.hpp.
#include <peax/core/error.hpp>
#include <peax/hardware/platform.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax::hardware {

PEAX_INLINE std::optional<double> instruction_cost::of(layer_facts const& facts) const {
  double sum = layer;
  for (auto const& t : per) {
    auto const n = facts[t.of];
    if (!n) return std::nullopt;
    sum += t.each * static_cast<double>(*n);
  }
  return sum;
}

PEAX_INLINE bool processor::supports(std::string_view op) const {
  bool const refused = std::find(unsupported_ops.begin(), unsupported_ops.end(), op) != unsupported_ops.end();
  return !refused && (operators.empty() || std::any_of(operators.begin(), operators.end(),
                                                       [&](operator_rule const& r) { return r.op == op; }));
}

PEAX_INLINE std::string processor::why_not(std::string_view op, layer_facts const& layer,
                                           std::string_view data_type) const {
  if (!supports(op)) return "the processor does not support this operator";
  std::string types, conditions, facts;
  for (auto const& r : operators) {
    if (r.op != op) continue;
    if (!r.types.empty() && std::find(r.types.begin(), r.types.end(), data_type) == r.types.end()) {
      for (auto const& t : r.types)
        if (types.find(t) == std::string::npos) types += (types.empty() ? "" : ", ") + t;
      continue;
    }
    if (r.when.holds(layer)) return {};
    conditions += (conditions.empty() ? "" : ", or ") + r.when.text();
    auto const why = r.when.why_not(layer);
    if (facts.find(why) == std::string::npos) facts += (facts.empty() ? "" : ", ") + why;
  }
  if (!conditions.empty()) return fmt::format("{}, the processor takes {}", facts, conditions);
  if (!types.empty()) return fmt::format("the data type is {}, the processor takes {}", data_type, types);
  return {};
}

PEAX_INLINE std::optional<double> processor::instructions_of(std::string_view op, layer_facts const& layer,
                                                             std::string_view data_type) const {
  std::optional<double> found;
  int best = -1;
  for (auto const& c : instructions) {
    bool const fits = (c.data_type.empty() || c.data_type == data_type) && (c.op.empty() || c.op == op);
    int const special = (c.data_type.empty() ? 0 : 2) + (c.op.empty() ? 0 : 1);
    if (fits && special > best && c.when.holds(layer))
      if (auto const n = c.of(layer)) best = special, found = n;
  }
  return found;
}

PEAX_INLINE double processor::macs_per_second(std::string_view data_type, std::string_view op) const {
  double found = 0;
  int best = -1;
  for (auto const& r : rates) {
    bool const fits = (r.data_type.empty() || r.data_type == data_type) && (r.op.empty() || r.op == op);
    int const special = (r.data_type.empty() ? 0 : 2) + (r.op.empty() ? 0 : 1);
    if (fits && special > best) best = special, found = r.macs_per_second;
  }
  return found;
}

PEAX_INLINE power_domain const* platform::domain_of(std::size_t p) const {
  for (auto const& d : domains)
    if (std::find(d.processors.begin(), d.processors.end(), processors[p].name) != d.processors.end())
      return &d;
  return nullptr;
}

namespace detail {
//! What is wrong with the speeds of a processor, as it goes on behind its name.
inline std::string wrong_speed(processor const& q) {
  if (q.rates.empty() && q.instructions.empty()) return " has neither macs_per_second nor instructions";
  if (q.instructions_per_second && q.instructions.empty())
    return " has instructions_per_second but no instructions";
  if (!(q.instructions_per_second.value_or(1) > 0)) return ": instructions_per_second must be positive";
  auto const fits = [](double cost) { return cost >= 0 && std::isfinite(cost); };
  for (auto const& c : q.instructions)
    if (!fits(c.layer) ||
        !std::all_of(c.per.begin(), c.per.end(), [&](auto const& t) { return fits(t.each); }))
      return fmt::format(": instructions of {} cannot be negative", c.op.empty() ? "default" : c.op);
  for (auto const& r : q.rates)
    if (!(r.macs_per_second > 0)) return ": macs_per_second must be positive";
  return {};
}
} // namespace detail

PEAX_INLINE void check(platform const& p) {
  auto const fail = [&](std::string const& why) {
    throw bad_input(fmt::format("platform {}: {}", p.name, why));
  };
  auto const known = [&](std::string const& name) {
    return std::any_of(p.processors.begin(), p.processors.end(),
                       [&](processor const& q) { return q.name == name; });
  };
  if (p.processors.empty() || p.processors.size() > platform::most_processors)
    fail(fmt::format("it has {} processors; 1 to {} are supported", p.processors.size(),
                     platform::most_processors));
  for (std::size_t i = 0; i < p.processors.size(); ++i) {
    processor const& q = p.processors[i];
    if (q.name.empty()) fail(fmt::format("processor {} has no name", i));
    for (std::size_t j = 0; j < i; ++j)
      if (p.processors[j].name == q.name) fail(fmt::format("two processors are called '{}'", q.name));
    if (auto const why = detail::wrong_speed(q); !why.empty())
      fail(fmt::format("processor '{}'{}", q.name, why));
    for (std::size_t k = 0; k < q.unsupported_ops.size(); ++k)
      if (std::find(q.unsupported_ops.begin() + static_cast<std::ptrdiff_t>(k) + 1, q.unsupported_ops.end(),
                    q.unsupported_ops[k]) != q.unsupported_ops.end())
        fail(fmt::format("processor '{}': unsupported_ops names '{}' twice", q.name, q.unsupported_ops[k]));
    if (q.memory.value < 0 || q.storage.value < 0)
      fail(fmt::format("processor '{}': memory_bytes and storage_bytes cannot be negative", q.name));
    if (!(q.active_power_w.value_or(0) >= 0 && q.idle_power_w >= 0 && q.start_latency.value >= 0))
      fail(fmt::format("processor '{}': power and latency cannot be negative", q.name));
  }
  for (std::size_t i = 0; i < p.links.size(); ++i) {
    link const& l = p.links[i];
    if (!known(l.from) || !known(l.to))
      fail(fmt::format("a link joins '{}' to '{}'; both must be processors", l.from, l.to));
    if (l.from == l.to) fail(fmt::format("a link joins '{}' to itself", l.from));
    for (std::size_t j = 0; j < i; ++j)
      if (p.links[j].from == l.from && p.links[j].to == l.to)
        fail(fmt::format("two links join '{}' to '{}'", l.from, l.to));
    if (!(l.bytes_per_second > 0 && l.latency.value >= 0 && l.energy_per_byte_j >= 0))
      fail(
          fmt::format("link '{}' to '{}': bytes_per_second must be positive, latency and energy not negative",
                      l.from, l.to));
  }
  std::vector<std::string> in_domain;
  for (std::size_t i = 0; i < p.domains.size(); ++i) {
    power_domain const& d = p.domains[i];
    for (std::size_t j = 0; j < i; ++j)
      if (p.domains[j].name == d.name) fail(fmt::format("two power domains are called '{}'", d.name));
    for (auto const& name : d.processors) {
      if (!known(name))
        fail(fmt::format("power domain '{}' names '{}', which is no processor", d.name, name));
      if (std::find(in_domain.begin(), in_domain.end(), name) != in_domain.end())
        fail(fmt::format("processor '{}' is named by power domains twice, the second time by '{}'", name,
                         d.name));
      in_domain.push_back(name);
    }
    if (!(d.wake_latency.value >= 0 && d.wake_energy.value >= 0))
      fail(fmt::format("power domain '{}': waking cannot cost less than nothing", d.name));
  }
}

PEAX_INLINE void hash_append(hasher& h, platform const& p) {
  h(p.name);
  for (auto const& q : p.processors) {
    h(q.name)(q.memory.value)(q.storage.value)(q.active_power_w.has_value())(q.active_power_w.value_or(0))(
        q.idle_power_w)(q.start_latency.value)(q.rates.size());
    for (auto const& r : q.rates) h(r.data_type)(r.op)(r.macs_per_second);
    for (auto const& o : q.unsupported_ops) h(o);
    h(q.operators.size());
    for (auto const& r : q.operators) {
      h(r.op)(r.when.text())(r.types.size());
      for (auto const& t : r.types) h(t);
    }
    h(q.instructions.size())(q.instructions_per_second.value_or(0));
    for (auto const& c : q.instructions) {
      h(c.data_type)(c.op)(c.when.text())(c.layer)(c.per.size());
      for (auto const& t : c.per) h(t.of)(t.each);
    }
  }
  for (auto const& l : p.links) h(l.from)(l.to)(l.bytes_per_second)(l.latency.value)(l.energy_per_byte_j);
  for (auto const& d : p.domains) {
    h(d.name)(d.wake_latency.value)(d.wake_energy.value);
    for (auto const& name : d.processors) h(name);
  }
}

} // namespace peax::hardware

// The bodies of segment.hpp.
#include <peax/graph/cost.hpp>
#include <peax/graph/layer_facts.hpp>
#include <peax/graph/memory.hpp>
#include <peax/hardware/segment.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::hardware {

PEAX_INLINE storage_type storage_type_named(std::string_view name) {
  std::string known;
  for (auto const& type : storage_types) {
    if (type.name == name) return type;
    known += (known.empty() ? "" : ", ") + std::string(type.name);
  }
  throw bad_input(fmt::format("there is no storage type '{}'; known are {}", name, known));
}

PEAX_INLINE std::vector<storage_type> storage_types_of(platform const& on) {
  auto const named_by = [](processor const& q, storage_type type) {
    auto const names_it = [&](auto const& each) { return each.data_type == type.name; };
    return std::any_of(q.rates.begin(), q.rates.end(), names_it) ||
           std::any_of(q.instructions.begin(), q.instructions.end(), names_it);
  };
  std::vector<storage_type> out;
  for (auto const& type : storage_types)
    if (type.name == "float32" || type.name == "int8" ||
        std::any_of(on.processors.begin(), on.processors.end(),
                    [&](processor const& q) { return named_by(q, type); }))
      out.push_back(type);
  return out;
}

PEAX_INLINE segment_cost cost_on(processor const& on, graph const& g, std::span<node_id const> nodes,
                                 std::int64_t live_elements, storage_type type) {
  segment_cost out;
  seconds time{0};
  double instructions = 0;
  bool speeds_known = true, instructions_known = !on.instructions.empty();
  for (auto id : nodes) {
    node const& n = g[id];
    cost const c = cost_of(g, id);
    layer_facts const facts = facts_of(g, id, type.bits);
    double const work = static_cast<double>(c.macs.value) + static_cast<double>(c.elements.value);
    auto const misfit = [&](std::string why) {
      out.misfits.push_back(
          {"running " + std::string(n.op.name()) + " on " + on.name, std::move(why), n.name});
    };
    if (auto why = on.why_not(n.op.name(), facts, type.name); !why.empty()) misfit(std::move(why));
    auto const counted = on.instructions_of(n.op.name(), facts, type.name);
    instructions_known = instructions_known && (counted || work == 0);
    instructions += counted.value_or(0);
    double const speed = on.macs_per_second(type.name, n.op.name());
    if (counted && on.instructions_per_second)
      time += seconds(*counted / *on.instructions_per_second);
    else if (!counted && speed > 0)
      time += seconds(work / speed);
    else if (counted || work > 0) {
      speeds_known = false;
      if (!counted && on.rates.empty())
        misfit("its instructions in " + std::string(type.name) + " are not known");
      else if (!counted)
        misfit("no macs_per_second is given for " + std::string(type.name));
    }
  }
  if (instructions_known) out.instructions = instructions;
  if (speeds_known) out.time = time;
  if (speeds_known && on.active_power_w) out.energy = joules(time.value * *on.active_power_w);
  out.weights = storage_of(cost_of(g, nodes).parameters, type.bits);
  out.feature_maps = storage_of(live_elements, type.bits);
  if (out.weights > on.storage)
    out.misfits.push_back({"storing weights on " + on.name,
                           std::to_string(out.weights.value) + " bytes of " + std::string(type.name) +
                               " do not fit its " + std::to_string(on.storage.value),
                           ""});
  if (out.feature_maps > on.memory)
    out.misfits.push_back({"holding feature maps on " + on.name,
                           std::to_string(out.feature_maps.value) + " bytes of " + std::string(type.name) +
                               " do not fit its " + std::to_string(on.memory.value),
                           ""});
  return out;
}

} // namespace peax::hardware

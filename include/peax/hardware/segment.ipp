// The bodies of segment.hpp.
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/hardware/segment.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace peax::hardware {

PEAX_INLINE std::int64_t bits_of_storage(std::string_view name) {
  if (name == "float32") return 32;
  if (name == "float16" || name == "bfloat16" || name == "int16") return 16;
  if (name == "int8") return 8;
  if (name == "int4") return 4;
  if (name == "int2") return 2;
  throw bad_input(fmt::format(
      "there is no storage type '{}'; float32, float16, bfloat16, int16, int8, int4 and int2 are known",
      name));
}

PEAX_INLINE segment_cost cost_on(processor const& on, graph const& g, std::span<node_id const> nodes,
                                 std::int64_t live_elements, storage_type type) {
  segment_cost out;
  for (auto id : nodes) {
    node const& n = g[id];
    cost const c = cost_of(g, id);
    double const work = static_cast<double>(c.macs.value) + static_cast<double>(c.elements.value);
    if (!on.supports(n.op.name()))
      out.misfits.push_back({"running " + std::string(n.op.name()) + " on " + on.name,
                             "the processor does not support this operator", n.name});
    double const speed = on.macs_per_second(type.name, n.op.name());
    if (speed > 0)
      out.time += seconds(work / speed);
    else if (work > 0)
      out.misfits.push_back({"running " + std::string(n.op.name()) + " on " + on.name,
                             "no macs_per_second is given for " + std::string(type.name), n.name});
  }
  out.energy = joules(out.time.value * on.active_power_w);
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

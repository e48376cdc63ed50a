#pragma once
//! @file
//! The section that feature_map_signatures.hpp shows.

#include <peax/report/feature_map_signatures.hpp>

namespace peax::report {

PEAX_ROOM_ENTRY document::section describe(feature_map_signatures const& f) {
  document::section s{std::string(feature_map_signatures::title)};
  s.say("A signature is a pooled feature map. Distances are Euclidean: to the signature at the start of the "
        "scene, and to that of the sample before. \"Told apart\" is how often a distance at a change of "
        "scene is larger than one inside a scene; 50 % is chance.");
  for (auto to : {reference_of::scene, reference_of::previous}) {
    document::table t = detail::distance_table(
        to == reference_of::scene ? "To the start of the scene" : "To the sample before", false);
    for (auto const& p : f.places) {
      auto const& d = to == reference_of::scene ? p.to_scene : p.to_previous;
      t.add({p.exit.after_block,
             std::string(name_of(p.pooled)) + ", " +
                 std::to_string(p.exit.outputs.size() / static_cast<std::size_t>(p.exit.outputs.dims()[0])) +
                 " values",
             static_cast<double>(p.exit.prefix_macs) / static_cast<double>(f.network_macs), d.inside.median,
             d.inside.largest, d.changes.least, d.changes.median, d.separation},
            d.usable() ? document::emphasis::none : document::emphasis::muted);
    }
    s.show(std::move(t));
  }
  s.refuse("Places without a signature", f.refusals);
  return s;
}

} // namespace peax::report

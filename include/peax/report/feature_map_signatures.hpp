#pragma once
//! @file
//! Pooled signatures of the feature maps of a network along a stream, and how well they tell changes from
//! what stays.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/split.hpp>
#include <peax/document/fwd.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/architecture.hpp>
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/report/early_exits/candidate.hpp>
#include <peax/report/stream.hpp>
#include <peax/report/temporal_behaviour_distances.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string_view>
#include <vector>

namespace peax::report {

//! How a feature map becomes a signature: the mean of each channel; of each channel over about 3 x 3 cells (4
//! segments in one dimension); over about 8 cells an axis.
enum class pooling : std::uint8_t { global, coarse, fine };

[[nodiscard]] constexpr auto names_of(pooling) {
  return std::array<std::string_view, 3>{"global", "coarse", "fine"};
}
[[nodiscard]] constexpr std::string_view name_of(pooling p) {
  return names_of(p)[static_cast<std::size_t>(p)];
}

//! Signatures at every place where a network could stop, in every pooling that differs there. Nothing is
//! trained, so that networks of every task have them.
struct feature_map_signatures {
  static constexpr std::string_view title = "Feature map signatures";

  //! One place and pooling, in running order, coarser before finer.
  struct place {
    //! Its branch pools and flattens; `outputs` are the signatures [N, values] on the stream.
    map_branch exit;
    pooling pooled = pooling::global;
    scene_distances to_scene, to_previous;
  };

  std::vector<place> places;
  tensor final_outputs;            //!< [N, ...] of the network on the stream
  std::optional<answer_form> form; //!< of a classifier with one answer a sample; absent for other tasks
  std::int64_t network_macs = 0;
  std::vector<refusal> refusals;

  struct default_reporter {
    feature_map_signatures make(network const& n, architecture const& a, stream<calibration> const& on,
                                progress const& to) const;
  };

  void save(std::ostream& to) const;
  static feature_map_signatures load(std::istream& from);
};

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(feature_map_signatures const& f);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::feature_map_signatures, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/feature_map_signatures.ipp>
#endif

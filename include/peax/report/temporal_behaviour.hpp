#pragma once
//! @file
//! How the trained exits of a network behave along a stream: their logits, and how far these move inside
//! scenes and at changes.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/split.hpp>
#include <peax/document/fwd.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/early_exits/candidate.hpp>
#include <peax/report/stream.hpp>
#include <peax/report/temporal_behaviour_distances.hpp>

#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace peax::report {

//! The chosen exits of `early_exits` on the calibration stream.
struct temporal_behaviour {
  static constexpr std::string_view title = "Temporal behaviour";

  //! One exit, in running order.
  struct place {
    //! Its branch ends with the logits, before the activation; `outputs` are these on the stream.
    map_branch exit;
    scene_distances distances; //!< of the logits to those at the scene's start
    double agreement = 0;      //!< share of the samples on which the exit answers as the network does
  };

  std::vector<place> places;
  tensor final_outputs; //!< [N, answers] of the network on the stream, as it gives them
  answer_form form = answer_form::softmax;
  std::int64_t network_macs = 0;
  std::vector<refusal> refusals;

  //! Needs no user beyond the stream and the data on which the exits are trained.
  struct default_reporter {
    temporal_behaviour make(network const& n, early_exits const& tried, stream<calibration> const& on,
                            progress const& to) const;
  };

  void save(std::ostream& to) const;
  static temporal_behaviour load(std::istream& from);
};

//! A branch without its last activation: it answers with logits.
[[nodiscard]] PEAX_INLINE network without_activation(network const& branch);

//! The answers of a classifier's outputs [N, classes] or [N, 1].
[[nodiscard]] PEAX_INLINE std::vector<std::int32_t> labels_of(tensor const& outputs, answer_form form);

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(temporal_behaviour const& b);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::temporal_behaviour, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/temporal_behaviour.ipp>
#endif

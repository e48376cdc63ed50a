#pragma once
//! @file
//! The exits of a network along a stream: what they gave, how it is judged, and as traces for the search.

#include <peax/core/config.hpp>
#include <peax/data/stream.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/early_exits/candidate.hpp>
#include <peax/score/score.hpp>
#include <peax/search/temporal/temporal_traces.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::rewrite {

//! Exits of a network along a stream, and how what they answer is judged.
struct along_stream {
  std::vector<report::map_branch const*> exits; //!< in running order; their outputs are what is compared
  tensor final_outputs;                         //!< [N, ...] of the network
  std::optional<report::answer_form> form;      //!< absent: no classifier
  std::vector<std::int32_t> final, truth;       //!< labels
  bool labelled = false;
  double used_up = 0; //!< score that the passes before lost against the original
};

//! Classes, truth and what is used up. Without labels the truth is what `first`, the model of the user,
//! answers.
PEAX_INLINE void judge_along(along_stream& a, network const& n, network const& first,
                             data::stream const& judge, scoring::score const& by);

//! Why a stream gives nothing to choose by; nothing when it does.
[[nodiscard]] PEAX_INLINE std::optional<std::string> nothing_to_follow(along_stream const& a,
                                                                       data::stream const& judge);

//! Whether the vectors of an exit are the same all along every recording.
[[nodiscard]] PEAX_INLINE bool is_constant(report::map_branch const& c, data::stream const& judge);

//! Costs are shares of the original's MACs.
[[nodiscard]] PEAX_INLINE search::temporal_traces traces_of(along_stream const& a, data::stream const& judge,
                                                            std::int64_t network_macs, double original_macs);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/temporal/along_stream.ipp>
#endif

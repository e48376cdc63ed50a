#pragma once
//! @file
//! The finished front of temporal rules measured on the test stream: run() calls it after the rewriter, what
//! chooses never sees it.

#include <peax/analysis/component.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/core/split.hpp>
#include <peax/data/stream.hpp>
#include <peax/report/stream.hpp>
#include <peax/score/score.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/solution.hpp>
#include <peax/solution/temporal_evaluation.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::result {

//! The figures of a solution that only a stream can give.
PEAX_INLINE void add_stream_figures(record& s, stream_evaluation const& e, double original_macs);

//! The control in words: what the whole network on every k-th sample gives.
[[nodiscard]] PEAX_INLINE std::string control_text(stream_evaluation const& e);

//! Measures solutions along a stream; the note of the chosen one says what the control gives. Exits that several
//! solutions share are run once.
PEAX_INLINE void measure_on_test_stream(std::span<to_measure const> all, std::optional<std::size_t> choice,
                                        network const& first, data::stream const& recordings);

//! Measures the solutions of temporal rules on the test stream.
struct on_test_stream {
  static constexpr std::string_view name = "measuring on the test stream";

  solutions<temporal> measure(solutions<temporal> const& found, original const& first,
                              report::stream<test> const& on) const;
};

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/measure_stream.ipp>
#endif

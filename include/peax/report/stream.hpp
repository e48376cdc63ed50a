#pragma once
//! @file
//! A stream of one split: recordings in time order, their scenes and how much the signal keeps from one
//! sample to the next.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/split.hpp>
#include <peax/data/load.hpp>
#include <peax/data/stream.hpp>
#include <peax/document/fwd.hpp>

#include <string>
#include <string_view>

namespace peax::report {

//! Recordings of a split, in time order: of `calibration`, on which temporal rules are chosen, and of `test`.
//! Only the user has them: submit `stream<calibration>::of{...}`.
template <Split S> struct stream {
  static constexpr std::string_view title = "Stream";
  static constexpr auto about = report_about::world;
  using split = S;

  data::stream recordings;

  //! The reporter: recordings that are in memory, or from files by `from`.
  struct of {
    data::stream recordings;

    stream make() const { return {recordings}; }
    friend void hash_append(hasher& h, of const& r) { h(content_hash(r.recordings)); }

    //! From files: `of::from("x.npy,y.npy,l.npy", {...})`.
    [[nodiscard]] static of from(std::string const& triple, data::load_options const& options = {}) {
      return {data::load_stream(triple, options)};
    }
  };
};

//! Correlation along time: over all pairs of neighbours in a recording, 1 - mean squared difference / (2 *
//! variance), the mean over the values of a sample that vary. 1: nothing changes from sample to sample, 0:
//! neighbours have nothing in common. NaN when nothing varies or there are no neighbours.
[[nodiscard]] PEAX_INLINE double temporal_correlation(data::stream const& s);

//! The section of recordings under a title: how many, how their scenes change, and what a temporal rule cannot use.
[[nodiscard]] PEAX_INLINE document::section describe_recordings(std::string title,
                                                                data::stream const& recordings);

//! The section of the summary.
template <Split S> [[nodiscard]] document::section describe(stream<S> const& of);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::stream<train>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::stream<validation>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::stream<test>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::stream<calibration>, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/stream.ipp>
#endif

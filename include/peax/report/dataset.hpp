#pragma once
//! @file
//! A data set of one split: the samples, and what is worth knowing about them.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/split.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/from_arrays.hpp>
#include <peax/data/load.hpp>
#include <peax/data/source.hpp>
#include <peax/document/fwd.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace peax::report {

//! Samples of a split. Only the user has them: submit `dataset<train>::of{...}`.
template <Split S> struct dataset {
  static constexpr std::string_view title = "Data set";
  static constexpr auto about = report_about::world;
  using split = S;

  data::data_set samples;

  //! The reporter: samples that are in memory, as a data set or as arrays (xtensor's containers and expressions); made from files by
  //! `from`, from any type of the user's by `from_source`.
  struct of {
    data::data_set samples;

    of() = default;
    of(data::data_set all) : samples(std::move(all)) {}
    //! Inputs [N, ...], answers [N] or [N, ...] and, where there are some, groups [N]: `of(x / 255, y)`. Throws as data_set does.
    template <Array X, Array Y> of(X const& x, Y const& y) : samples(data::from_arrays(x, y)) {}
    template <Array X, Array Y, Array G>
    of(X const& x, Y const& y, G const& groups) : samples(data::from_arrays(x, y, groups)) {}

    dataset make() const { return {samples}; }
    friend void hash_append(hasher& h, of const& r) { h(content_hash(r.samples)); }

    //! From files: `of::from("x.npy,y.npy", {...})`.
    [[nodiscard]] static of from(std::string const& pair, data::load_options const& options = {}) {
      return {data::load_data_set(pair, options)};
    }

    //! From a DataSource, each sample preprocessed.
    template <data::DataSource Source, data::Preprocessing F = data::no_preprocessing>
    [[nodiscard]] static of from_source(Source const& source, F const& preprocess = {}) {
      return {data::materialize(source, preprocess)};
    }
  };
};

//! The section of a data set under a title.
[[nodiscard]] PEAX_INLINE document::section describe_samples(std::string title,
                                                             data::data_set const& samples);

//! The section of the summary.
template <Split S> [[nodiscard]] document::section describe(dataset<S> const& d);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::dataset<train>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::dataset<validation>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::dataset<test>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::dataset<calibration>, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/dataset.ipp>
#endif

#pragma once
//! @file
//! A data set of one split: the samples, and what is worth knowing about them.

#include <peax/analysis/report.hpp>
#include <peax/core/split.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/load.hpp>
#include <peax/data/source.hpp>
#include <peax/data/statistics.hpp>
#include <peax/document/page.hpp>

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

  //! The reporter: samples that are in memory; made from files by `from`, from any type of the user's by `from_source`.
  struct of {
    data::data_set samples;

    dataset make() const { return {samples}; }
    friend void hash_append(hasher& h, of const& r) { h(content_hash(r.samples)); }

    //! From files: `of::from("x.npy,y.npy", {...})`.
    [[nodiscard]] static of from(std::string const& pair, data::load_options const& options = {}) { return {data::load_data_set(pair, options)}; }

    //! From a DataSource, each sample preprocessed.
    template <data::DataSource Source, data::Preprocessing F = data::no_preprocessing>
    [[nodiscard]] static of from_source(Source const& source, F const& preprocess = {}) {
      return {data::materialize(source, preprocess)};
    }
  };
};

//! The section of the summary.
template <Split S> [[nodiscard]] document::section describe(dataset<S> const& d) {
  document::section s{std::string(dataset<S>::title) + ": " + std::string(S::name)};
  s.show(document::figures{}
             .add({"samples", d.samples.size(), document::as_integer(), {}, false})
             .add({"shape of a sample", d.samples.sample_dims().text(), document::as_text(), {}, false}));
  if (d.samples.has_labels()) {
    auto const classes = data::count_classes(d.samples.labels());
    if (classes.one_class_only()) s.show(document::note{"All samples are of one class: nothing can be learned from them.", document::tone::warning});
    document::bars balance{"Samples per class", {"samples", document::as_integer(), false, {}, {}}, {"samples"}, {}};
    for (std::size_t c = 0; c < classes.counts.size(); ++c) balance.items.push_back({"class " + std::to_string(c), {static_cast<double>(classes.counts[c])}, {}});
    s.show(std::move(balance));
  }
  document::table channels({{"channel", document::as_integer()}, {"smallest", document::as_quantity()}, {"largest", document::as_quantity()}, {"mean", document::as_quantity()}, {"deviation", document::as_quantity()}}, "Values per channel");
  auto const found = data::describe_channels(d.samples.inputs().dims(), d.samples.inputs().floats());
  for (std::size_t c = 0; c < found.size(); ++c) channels.add({c, found[c].minimum, found[c].maximum, found[c].mean, found[c].deviation});
  s.show(std::move(channels.fold()));
  return s;
}

} // namespace peax::report

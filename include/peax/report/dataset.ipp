#pragma once
//! @file
//! The section that dataset.hpp shows.

#include <peax/data/statistics.hpp>
#include <peax/document/page.hpp>
#include <peax/report/dataset.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace peax::report {

PEAX_INLINE document::section describe_samples(std::string title, data::data_set const& samples) {
  document::section s{std::move(title)};
  if (!samples.name().empty()) s.say("Of " + samples.name() + ".");
  s.show(document::figures{}
             .add({"samples", samples.size(), document::as_integer(), {}, false})
             .add({"shape of a sample", samples.sample_dims().text(), document::as_text(), {}, false}));
  if (samples.has_labels()) {
    auto const classes = data::count_classes(samples.labels());
    if (classes.one_class_only())
      s.show(document::note{"All samples are of one class: nothing can be learned from them.",
                            document::tone::warning});
    auto const& names = samples.class_names();
    document::bars balance{
        "Samples per class", {"samples", document::as_integer(), false, {}, {}}, {"samples"}, {}};
    for (std::size_t c = 0; c < classes.counts.size(); ++c)
      balance.items.push_back({c < names.size() ? names[c] : "class " + std::to_string(c),
                               {static_cast<double>(classes.counts[c])},
                               {}});
    s.show(std::move(balance));
  }
  document::table channels({{"channel", document::as_integer()},
                            {"smallest", document::as_quantity()},
                            {"largest", document::as_quantity()},
                            {"mean", document::as_quantity()},
                            {"deviation", document::as_quantity()}},
                           "Values per channel");
  auto const found = data::describe_channels(samples.inputs().dims(), samples.inputs().floats());
  for (std::size_t c = 0; c < found.size(); ++c)
    channels.add({c, found[c].minimum, found[c].maximum, found[c].mean, found[c].deviation});
  s.show(std::move(channels.fold()));
  return s;
}

template <Split S> document::section describe(dataset<S> const& d) {
  return describe_samples(std::string(dataset<S>::title) + ": " + std::string(S::name), d.samples);
}

} // namespace peax::report

#pragma once
//! @file
//! The section that dataset.hpp shows.

#include <peax/data/statistics.hpp>
#include <peax/document/page.hpp>
#include <peax/report/dataset.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {

//! How the values of a sample lie: an image, channels by rows by columns or the other way, or curves over time.
struct sample_layout {
  std::size_t channels = 1, rows = 1, columns = 1;
  bool image = false, channels_last = false;
};

inline sample_layout layout_of(shape const& dims) {
  std::vector<std::size_t> axes;
  for (std::size_t i = 0; i < dims.rank(); ++i) axes.push_back(static_cast<std::size_t>(dims[i]));
  constexpr std::size_t least = 12; // fewer rows show nothing
  auto const coloured = [](std::size_t n) { return n == 1 || n == 3; };
  if (axes.size() == 3 && coloured(axes[0]) && axes[1] >= least && axes[2] >= least)
    return {axes[0], axes[1], axes[2], true, false};
  if (axes.size() == 3 && coloured(axes[2]) && axes[0] >= least && axes[1] >= least)
    return {axes[2], axes[0], axes[1], true, true};
  std::erase(axes, std::size_t{1});
  if (axes.empty()) return {};
  if (axes.size() == 1) return {1, 1, axes[0], false, false};
  std::size_t rest = 1;
  for (std::size_t i = 1; i < axes.size(); ++i) rest *= axes[i];
  bool const last = axes[0] > rest;
  return {last ? rest : axes[0], 1, last ? axes[0] : rest, false, last};
}

inline document::sample drawn_image(std::span<float const> values, sample_layout const& l) {
  constexpr std::size_t most = 48; // pixels along a side on the page
  std::size_t const step = (std::max(l.rows, l.columns) + most - 1) / most;
  document::sample out{{}, (l.columns + step - 1) / step, (l.rows + step - 1) / step};
  auto const [low, high] = std::minmax_element(values.begin(), values.end());
  float const span = *high > *low ? *high - *low : 1.0F;
  for (std::size_t y = 0; y < l.rows; y += step)
    for (std::size_t x = 0; x < l.columns; x += step)
      for (std::size_t c = 0; c < 3; ++c) {
        std::size_t const of = l.channels == 3 ? c : 0;
        std::size_t const i =
            l.channels_last ? (y * l.columns + x) * l.channels + of : (of * l.rows + y) * l.columns + x;
        out.rgb.push_back(static_cast<std::uint8_t>((values[i] - *low) / span * 255.0F));
      }
  return out;
}

inline document::sample drawn_curves(std::span<float const> values, sample_layout const& l) {
  constexpr std::size_t most_curves = 8, most_points = 400;
  document::sample out;
  std::size_t const step = (l.columns + most_points - 1) / most_points;
  for (std::size_t c = 0; c < std::min(l.channels, most_curves); ++c) {
    auto& curve = out.curves.emplace_back();
    for (std::size_t t = 0; t < l.columns; t += step)
      curve.push_back(values[l.channels_last ? t * l.channels + c : c * l.columns + t]);
  }
  return out;
}

inline std::string name_of_class(data::data_set const& samples, std::int32_t label) {
  auto const& names = samples.class_names();
  auto const at = static_cast<std::size_t>(label);
  return label >= 0 && at < names.size() ? names[at] : "class " + std::to_string(label);
}

//! Four samples, of different classes where there are some.
inline document::samples four_of(data::data_set const& samples) {
  document::samples out{"Four samples", {}};
  auto const l = layout_of(samples.sample_dims());
  std::vector<std::int32_t> seen;
  std::vector<std::size_t> which;
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 0; i < samples.size() && which.size() < 4; ++i) {
      bool const taken = std::find(which.begin(), which.end(), i) != which.end();
      bool const known =
          samples.has_labels() && std::find(seen.begin(), seen.end(), samples.labels()[i]) != seen.end();
      if (taken || (round == 0 && known)) continue;
      if (samples.has_labels()) seen.push_back(samples.labels()[i]);
      which.push_back(i);
    }
  for (auto const i : which) {
    auto one = l.image ? drawn_image(samples.sample(i), l) : drawn_curves(samples.sample(i), l);
    one.name = "sample " + std::to_string(i);
    if (samples.has_labels()) one.name += ", " + name_of_class(samples, samples.labels()[i]);
    out.all.push_back(std::move(one));
  }
  return out;
}

} // namespace detail

PEAX_INLINE document::section describe_samples(std::string title, data::data_set const& samples) {
  document::section s{std::move(title)};
  if (!samples.name().empty()) s.say("Of " + samples.name() + ".");
  s.show(
      document::figures{}
          .add({"samples", samples.size(), document::as_integer(), {}, false})
          .add({"shape of a sample", samples.sample_dims().text(), document::as_text(), "float32", false}));
  if (samples.size() > 0 && samples.sample_dims().elements() > 0) s.show(detail::four_of(samples));
  if (samples.has_labels()) {
    auto const classes = data::count_classes(samples.labels());
    if (classes.one_class_only())
      s.show(document::note{"All samples are of one class: nothing can be learned from them.",
                            document::tone::warning});
    document::bars balance{
        "Samples per class", {"samples", document::as_integer(), false, {}, {}}, {"samples"}, {}};
    for (std::size_t c = 0; c < classes.counts.size(); ++c)
      balance.items.push_back({detail::name_of_class(samples, static_cast<std::int32_t>(c)),
                               {static_cast<double>(classes.counts[c])},
                               {}});
    s.show(std::move(balance));
  }
  document::table channels({{"channel", document::as_integer()},
                            {"smallest", document::as_quantity()},
                            {"largest", document::as_quantity()},
                            {"mean", document::as_quantity()},
                            {"deviation", document::as_quantity()}},
                           "Values per channel: the ranges of the inputs");
  auto const found = data::describe_channels(samples.inputs().dims(), samples.inputs().floats());
  for (std::size_t c = 0; c < found.size(); ++c)
    channels.add({c, found[c].minimum, found[c].maximum, found[c].mean, found[c].deviation});
  s.show(found.size() > 12 ? std::move(channels.fold()) : std::move(channels));
  return s;
}

template <Split S> document::section describe(dataset<S> const& d) {
  return describe_samples(std::string(dataset<S>::title) + ": " + std::string(S::name), d.samples);
}

} // namespace peax::report

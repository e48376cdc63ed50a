// The bodies of read_media.hpp.
#include <peax/data/file_bytes.hpp>
#include <peax/data/fit.hpp>
#include <peax/data/read_media.hpp>
#include <peax/data/read_picture.hpp>
#include <peax/data/sound.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data::detail {

// ---- pictures

//! What every picture becomes.
struct picture_form {
  std::size_t channels = 0, height = 0, width = 0;
  bool channels_last = false;
  bool sized_by_first = false; //!< nobody said a size: all pictures must have that of the first
};

//! The extent of an axis; 0 where it is free.
inline std::size_t known(std::int64_t extent) { return extent > 0 ? static_cast<std::size_t>(extent) : 0; }

inline bool are_channels(std::int64_t extent) { return extent == 1 || extent == 3; }

//! What the network's input says.
PEAX_INLINE picture_form form_of_network(picture_reading const& how, std::optional<shape> const& wanted) {
  picture_form form;
  form.channels_last = how.layout == picture_layout::nhwc;
  if (!wanted) return form;
  auto const& dims = *wanted;
  if (dims.rank() == 3) form.channels = 1, form.height = known(dims[1]), form.width = known(dims[2]);
  if (dims.rank() != 4) return form;
  if (how.layout == picture_layout::automatic)
    form.channels_last = !are_channels(dims[1]) && are_channels(dims[3]);
  std::size_t const first = form.channels_last ? 1 : 2;
  form.channels = known(dims[form.channels_last ? 3 : 1]);
  form.height = known(dims[first]), form.width = known(dims[first + 1]);
  return form;
}

PEAX_INLINE picture_form form_of(picture const& first, picture_reading const& how,
                                 std::optional<shape> const& wanted) {
  auto form = form_of_network(how, wanted);
  auto const network = wanted ? wanted->text() : std::string();
  auto const settle = [&](std::size_t& extent, std::size_t said) {
    if (extent != 0 && said != 0 && extent != said)
      throw bad_input(fmt::format("--pictures size={}x{}: the network takes {}; leave the size out",
                                  how.height, how.width, network));
    if (extent == 0) extent = said;
  };
  settle(form.height, how.height);
  settle(form.width, how.width);
  form.sized_by_first = form.height == 0 || form.width == 0;
  if (form.sized_by_first) form.height = first.height, form.width = first.width;
  if (how.channels != channel_order::as_is) {
    std::size_t const said = how.channels == channel_order::grey ? 1 : 3;
    if (form.channels != 0 && form.channels != said)
      throw bad_input(fmt::format("--pictures channels: {} are asked for, the network takes {} ({})", said,
                                  form.channels, network));
    form.channels = said;
  }
  if (form.channels == 0) form.channels = first.channels;
  if (form.channels != 1 && form.channels != 3)
    throw bad_input(
        fmt::format("the network takes {}: {} channels; pictures have 1 or 3 (--pictures layout=nhwc says "
                    "that the channels are the last axis)",
                    network, form.channels));
  return form;
}

//! Throws for a picture that would have to be guessed about.
PEAX_INLINE void check_picture(std::string const& name, picture const& p, picture_form const& form,
                               channel_order order, std::string const& first) {
  auto const words = [](std::size_t channels) {
    return channels == 1 ? "grey (1 channel)" : "coloured (3 channels)";
  };
  if (order == channel_order::as_is && p.channels != form.channels)
    throw bad_input(fmt::format(
        "{}: is {}, {} {}; --pictures channels=grey, rgb or bgr makes all pictures alike", name,
        words(p.channels), name == first ? "the network takes pictures that are" : "those before are",
        words(form.channels)));
  if (form.sized_by_first && (p.height != form.height || p.width != form.width))
    throw bad_input(
        fmt::format("{}: has {} x {} pixels, {} has {} x {}; --pictures size=HEIGHTxWIDTH resizes all", name,
                    p.height, p.width, first, form.height, form.width));
}

//! The values of a pixel in other channels, in place; `from` and `to` are 1 or 3.
inline std::vector<float> in_channels(std::vector<float> pixels, std::size_t from, std::size_t to,
                                      channel_order order) {
  if (from == to && order != channel_order::bgr) return pixels;
  std::vector<float> out;
  out.reserve(pixels.size() / from * to);
  for (std::size_t i = 0; i < pixels.size(); i += from) {
    float const r = pixels[i], g = pixels[i + (from == 3 ? 1 : 0)], b = pixels[i + (from == 3 ? 2 : 0)];
    if (to == 1)
      out.push_back(from == 1 ? r : 0.299F * r + 0.587F * g + 0.114F * b);
    else if (order == channel_order::bgr)
      out.insert(out.end(), {b, g, r});
    else
      out.insert(out.end(), {r, g, b});
  }
  return out;
}

//! `[pixels][channels]` as `[channels][pixels]`, or back.
inline std::vector<float> turned(std::vector<float> const& values, std::size_t rows, std::size_t columns) {
  std::vector<float> out(values.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) out[c * rows + r] = values[r * columns + c];
  return out;
}

PEAX_INLINE shape dims_of(std::size_t count, std::initializer_list<std::size_t> behind) {
  std::vector<std::int64_t> extents{static_cast<std::int64_t>(count)};
  for (auto const e : behind) extents.push_back(static_cast<std::int64_t>(e));
  return shape(std::move(extents));
}

PEAX_INLINE media_inputs read_pictures(std::vector<std::string> const& files, picture_reading const& how,
                                       data::scaling const& scaling, std::optional<shape> const& wanted) {
  picture_form form;
  std::vector<float> values;
  std::size_t changed = 0;
  for (auto const& file : files) {
    auto const p = picture_from(file, file_bytes(file).view());
    if (values.empty()) {
      form = form_of(p, how, wanted);
      values.reserve(files.size() * form.channels * form.height * form.width);
    }
    check_picture(file, p, form, how.channels, files.front());
    changed += p.height != form.height || p.width != form.width;
    std::size_t const pixels = form.height * form.width;
    auto sample = turned(in_channels(resized(p, form.height, form.width, how.resize, how.fit), p.channels,
                                     form.channels, how.channels),
                         pixels, form.channels);
    scaling.apply(dims_of(1, {form.channels, form.height, form.width}), sample);
    if (form.channels_last) sample = turned(sample, form.channels, pixels);
    values.insert(values.end(), sample.begin(), sample.end());
  }
  static constexpr char const* methods[] = {"bilinear", "antialias", "nearest"};
  auto words = fmt::format("{} pictures of {} x {}, {}", files.size(), form.height, form.width,
                           form.channels == 1                   ? "grey"
                           : how.channels == channel_order::bgr ? "BGR"
                                                                : "RGB");
  if (form.channels_last) words += ", channels last";
  if (changed != 0)
    words += fmt::format(", {} of them resized ({})", changed, methods[static_cast<std::size_t>(how.resize)]);
  auto dims = form.channels_last ? dims_of(files.size(), {form.height, form.width, form.channels})
                                 : dims_of(files.size(), {form.channels, form.height, form.width});
  return {tensor(std::move(dims), std::move(values)), std::vector<std::size_t>(files.size(), 1),
          std::move(words)};
}

// ---- sounds

//! What every sound becomes.
struct sound_form {
  std::uint32_t rate = 0;
  std::size_t channels = 1, length = 0;
  bool sized_by_first = false;
  std::optional<sound_analysis> analysis{};
};

//! Values of a sample of the network's input; 0 when it leaves axes free.
inline std::size_t wanted_values(std::optional<shape> const& wanted) {
  if (!wanted) return 0;
  std::size_t count = 1;
  for (std::size_t axis = 1; axis < wanted->rank(); ++axis) count *= known((*wanted)[axis]);
  return count;
}

PEAX_INLINE sound_form form_of(std::string const& name, sound const& first, sound_reading const& how,
                               std::optional<shape> const& wanted) {
  sound_form form;
  form.rate = how.rate == 0 ? first.rate : how.rate;
  form.channels = how.mono ? 1 : first.channels;
  if (how.features.kind != sound_feature::samples) form.analysis.emplace(how.features, form.rate);
  std::size_t const one = form.channels * (form.analysis ? form.analysis->width() : 1);
  std::size_t const values = wanted_values(wanted);
  form.length = how.length;
  if (form.length == 0 && values != 0) {
    if (values % one != 0)
      throw bad_input(
          fmt::format("{}: {} values at a time ({} channels{}) do not fill the network's input {}", name, one,
                      form.channels, form.analysis ? fmt::format(", {} a frame", one / form.channels) : "",
                      wanted->text()));
    form.length = form.analysis ? form.analysis->samples(values / one) : values / one;
  }
  if (form.length == 0 && how.hop != 0)
    throw usage_error("--sounds hop: nothing says how long a window is; give length, too");
  form.sized_by_first = form.length == 0;
  if (form.sized_by_first) form.length = first.size();
  if (form.analysis && form.analysis->frames(form.length) == 0)
    throw bad_input(
        fmt::format("{}: {} samples hold no frame of {}; give --sounds length or a smaller window", name,
                    form.length, form.analysis->settings().window));
  return form;
}

PEAX_INLINE void check_sound(std::string const& name, sound const& s, sound_form const& form,
                             sound_reading const& how, std::string const& first) {
  if (s.rate != form.rate)
    throw bad_input(fmt::format("{}: has {} samples a second, {} {}; sounds are not resampled: convert it",
                                name, s.rate, how.rate != 0 ? "--sounds rate says" : first + " has",
                                form.rate));
  if (!how.mono && s.channels != form.channels)
    throw bad_input(
        fmt::format("{}: has {} channels, {} has {}; --sounds channels=mono takes the mean of each", name,
                    s.channels, first, form.channels));
  if (form.sized_by_first && s.size() != form.length)
    throw bad_input(fmt::format("{}: has {} samples, {} has {}; --sounds length=N cuts and fills up all",
                                name, s.size(), first, form.length));
}

//! `[channels][samples]`.
PEAX_INLINE std::vector<std::vector<float>> channels_of(sound const& s, bool mono) {
  std::vector<std::vector<float>> out(mono ? 1 : s.channels, std::vector<float>(s.size()));
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!mono) {
      for (std::size_t c = 0; c < s.channels; ++c) out[c][i] = s.values[i * s.channels + c];
      continue;
    }
    double sum = 0;
    for (std::size_t c = 0; c < s.channels; ++c) sum += static_cast<double>(s.values[i * s.channels + c]);
    out[0][i] = static_cast<float>(sum / static_cast<double>(s.channels));
  }
  return out;
}

//! `length` samples from `first` on, which may lie before the beginning; zeros where there are none.
inline std::vector<float> window_of(std::vector<float> const& all, std::ptrdiff_t first, std::size_t length) {
  std::vector<float> out(length, 0.0F);
  auto const end = static_cast<std::ptrdiff_t>(all.size());
  for (std::size_t i = 0; i < length; ++i)
    if (auto const at = first + static_cast<std::ptrdiff_t>(i); at >= 0 && at < end)
      out[i] = all[static_cast<std::size_t>(at)];
  return out;
}

//! Where the windows of a sound begin.
PEAX_INLINE std::vector<std::ptrdiff_t> beginnings(std::size_t samples, sound_form const& form,
                                                   sound_reading const& how) {
  auto const have = static_cast<std::ptrdiff_t>(samples), want = static_cast<std::ptrdiff_t>(form.length);
  if (how.hop == 0 || have <= want) return {how.place == sound_place::centre ? (have - want) / 2 : 0};
  std::vector<std::ptrdiff_t> all;
  for (std::ptrdiff_t at = 0; at + want <= have; at += static_cast<std::ptrdiff_t>(how.hop))
    all.push_back(at);
  return all;
}

//! One input: the window of each channel, or its features, scaled.
PEAX_INLINE std::vector<float> sound_input(std::vector<std::vector<float>> const& channels,
                                           std::ptrdiff_t first, sound_form const& form,
                                           data::scaling const& scaling) {
  std::vector<float> out;
  for (auto const& channel : channels) {
    auto const samples = window_of(channel, first, form.length);
    if (!form.analysis) {
      out.insert(out.end(), samples.begin(), samples.end());
      continue;
    }
    std::size_t const at = out.size();
    out.resize(at + form.analysis->frames(form.length) * form.analysis->width());
    form.analysis->apply(samples, std::span(out).subspan(at));
  }
  scaling.apply(dims_of(1, {channels.size(), out.size() / channels.size()}), out);
  return out;
}

PEAX_INLINE std::string words_of(std::size_t inputs, std::size_t files, sound_form const& form) {
  auto words = fmt::format("{} sounds of {} samples at {} Hz", inputs, form.length, form.rate);
  if (inputs != files) words += fmt::format(" (windows of {} files)", files);
  if (form.channels > 1) words += fmt::format(", {} channels", form.channels);
  if (!form.analysis) return words;
  auto const& s = form.analysis->settings();
  return words + fmt::format(", {}: {} frames of {} values, window {}, hop {}", name_of(s.kind),
                             form.analysis->frames(form.length), form.analysis->width(), s.window, s.hop);
}

PEAX_INLINE media_inputs read_sounds(std::vector<std::string> const& files, sound_reading const& how,
                                     data::scaling const& scaling, std::optional<shape> const& wanted) {
  sound_form form;
  std::vector<float> values;
  media_inputs out;
  std::size_t count = 0;
  for (auto const& file : files) {
    auto const s = sound_from(file, file_bytes(file).view());
    if (values.empty()) form = form_of(file, s, how, wanted);
    check_sound(file, s, form, how, files.front());
    auto const channels = channels_of(s, how.mono);
    auto const starts = beginnings(s.size(), form, how);
    for (auto const first : starts) {
      auto const input = sound_input(channels, first, form, scaling);
      values.insert(values.end(), input.begin(), input.end());
    }
    out.counts.push_back(starts.size());
    count += starts.size();
  }
  out.how = words_of(count, files.size(), form);
  auto dims = dims_of(count, {form.channels, form.length});
  if (form.analysis) {
    std::size_t const frames = form.analysis->frames(form.length), width = form.analysis->width();
    bool const turned = form.analysis->settings().bands_first;
    dims = dims_of(count, {form.channels, turned ? width : frames, turned ? frames : width});
  }
  out.inputs = tensor(std::move(dims), std::move(values));
  return out;
}

//! In the shape that the network takes.
PEAX_INLINE tensor shaped(tensor const& inputs, shape const& wanted, std::string const& words) {
  auto const& dims = inputs.dims();
  auto const of_one = dims.behind_batch().elements();
  if (wanted.rank() == 2 && dims.rank() > 2 && (wanted[1] < 0 || wanted[1] == of_one))
    return inputs.reshaped(shape{dims[0], of_one});
  auto fit = fitted(dims, wanted);
  if (!fit)
    throw bad_input(
        fmt::format("{}: as {} they do not fit the network's input {}; say --pictures size=HEIGHTxWIDTH, "
                    "--sounds length or --features in which they do",
                    words, dims.text(), wanted.text()));
  return inputs.reshaped(*std::move(fit));
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE media_inputs read_media(std::vector<std::string> const& files, media_kind kind,
                                    media_reading const& how, data::scaling const& scaling,
                                    std::optional<shape> const& wanted) {
  if (files.empty()) throw bad_input("no pictures and no sounds are given");
  auto out = kind == media_kind::sounds ? detail::read_sounds(files, how.sounds, scaling, wanted)
                                        : detail::read_pictures(files, how.pictures, scaling, wanted);
  if (wanted) out.inputs = detail::shaped(out.inputs, *wanted, out.how);
  return out;
}

} // namespace peax::data

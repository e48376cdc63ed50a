// The bodies of media.hpp.
#include <peax/core/error.hpp>
#include <peax/core/suggestion.hpp>
#include <peax/data/media.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace peax::data::detail {

//! One KEY=VALUE of an option, with the words of its errors.
struct keyed_value {
  std::string_view option, key, value;

  template <class T> [[nodiscard]] T number(T lowest, T highest) const {
    T out{};
    auto const [stop, failed] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (failed != std::errc{} || stop != value.data() + value.size() || !(out >= lowest && out <= highest))
      throw usage_error(
          fmt::format("{}, {}: '{}' is not a number from {} to {}", option, key, value, lowest, highest));
    return out;
  }

  [[nodiscard]] std::size_t count(std::size_t lowest = 1) const {
    return number<std::size_t>(lowest, std::size_t{1} << 30);
  }

  //! The place of the value among the words.
  template <class E, std::size_t N> [[nodiscard]] E word(std::array<std::string_view, N> const& words) const {
    auto const at = std::find(words.begin(), words.end(), value);
    if (at != words.end()) return static_cast<E>(at - words.begin());
    unknown("there is no", value, {words.begin(), words.end()});
  }

  [[noreturn]] void unknown(char const* what, std::string_view given,
                            std::vector<std::string> const& known) const {
    std::string all;
    for (auto const& k : known) all += (all.empty() ? "" : ", ") + k;
    bool const is_value = !key.empty() && key != given;
    throw usage_error(fmt::format("{}{}{}: {} '{}'{}; known: {}", option, is_value ? ", " : "",
                                  is_value ? key : std::string_view(), what, given, suggestion(given, known),
                                  all));
  }
};

//! Calls `f` with each KEY=VALUE of a list.
template <class F> void for_each_key(std::string_view option, std::string_view text, F const& f) {
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find(',', at), text.size());
    auto const part = text.substr(at, end - at);
    auto const equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0)
      throw usage_error(fmt::format("{}: '{}' is no KEY=VALUE", option, part));
    f(keyed_value{option, part.substr(0, equals), part.substr(equals + 1)});
    at = end + 1;
  }
}

inline void read_size(keyed_value const& v, picture_reading& into) {
  auto const x = v.value.find('x');
  if (x == std::string_view::npos)
    throw usage_error(fmt::format("{}, size: '{}' is no HEIGHTxWIDTH like 28x28", v.option, v.value));
  into.height = keyed_value{v.option, v.key, v.value.substr(0, x)}.number<std::size_t>(1, 8192);
  into.width = keyed_value{v.option, v.key, v.value.substr(x + 1)}.number<std::size_t>(1, 8192);
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE picture_reading parse_pictures(std::string_view option, std::string_view text) {
  picture_reading out;
  detail::for_each_key(option, text, [&](detail::keyed_value const& v) {
    using words4 = std::array<std::string_view, 4>;
    using words3 = std::array<std::string_view, 3>;
    if (v.key == "channels")
      out.channels = v.word<channel_order>(words4{"as_is", "grey", "rgb", "bgr"});
    else if (v.key == "layout")
      out.layout = v.word<picture_layout>(words3{"automatic", "nchw", "nhwc"});
    else if (v.key == "resize")
      out.resize = v.word<resize_method>(words3{"bilinear", "antialias", "nearest"});
    else if (v.key == "fit")
      out.fit = v.word<fit_method>(std::array<std::string_view, 2>{"stretch", "crop"});
    else if (v.key == "size")
      detail::read_size(v, out);
    else
      v.unknown("there is no key", v.key, {"channels", "layout", "resize", "fit", "size"});
  });
  return out;
}

PEAX_INLINE sound_reading parse_sounds(std::string_view option, std::string_view text) {
  sound_reading out;
  using words2 = std::array<std::string_view, 2>;
  detail::for_each_key(option, text, [&](detail::keyed_value const& v) {
    if (v.key == "rate")
      out.rate = v.number<std::uint32_t>(1, 10'000'000);
    else if (v.key == "length")
      out.length = v.count();
    else if (v.key == "hop")
      out.hop = v.count();
    else if (v.key == "place")
      out.place = v.word<sound_place>(words2{"start", "centre"});
    else if (v.key == "channels")
      out.mono = v.word<int>(words2{"as_is", "mono"}) == 1;
    else
      v.unknown("there is no key", v.key, {"rate", "length", "hop", "place", "channels"});
  });
  return out;
}

PEAX_INLINE feature_settings parse_features(std::string_view option, std::string_view text) {
  auto const colon = std::min(text.find(':'), text.size());
  feature_settings out;
  out.kind = detail::keyed_value{option, "", text.substr(0, colon)}.word<sound_feature>(
      std::array<std::string_view, 4>{"samples", "spectrogram", "log_mel", "mfcc"});
  if (colon == text.size()) return out;
  constexpr double most_hertz = 1e7;
  detail::for_each_key(option, text.substr(colon + 1), [&](detail::keyed_value const& v) {
    if (v.key == "window")
      out.window = v.count(2);
    else if (v.key == "hop")
      out.hop = v.count();
    else if (v.key == "fft")
      out.fft = v.count(2);
    else if (v.key == "bands")
      out.bands = v.count();
    else if (v.key == "coefficients")
      out.coefficients = v.count();
    else if (v.key == "low")
      out.low = v.number<double>(0, most_hertz);
    else if (v.key == "high")
      out.high = v.number<double>(1, most_hertz);
    else if (v.key == "floor")
      out.floor = v.number<double>(1e-30, 1e30);
    else if (v.key == "order")
      out.bands_first = v.word<int>(std::array<std::string_view, 2>{"frames", "bands"}) == 1;
    else
      v.unknown("there is no key", v.key,
                {"window", "hop", "fft", "bands", "coefficients", "low", "high", "floor", "order"});
  });
  return out;
}

} // namespace peax::data

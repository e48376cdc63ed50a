// Pictures (PNG, JPEG, PNM) and sounds (WAV), found by their first bytes; and features of the sounds.
#include "fuzz.hpp"
#include <peax/data/read_picture.hpp>
#include <peax/data/resize.hpp>
#include <peax/data/sound.hpp>
#include <peax/data/spectrum.hpp>

#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const content = std::as_bytes(std::span(data, size));
  return fuzzing::answered([&] {
    if (!peax::data::is_sound(content)) {
      auto const picture = peax::data::picture_from("p", content);
      (void)peax::data::resized(picture, 3, 5, peax::data::resize_method::bilinear,
                                peax::data::fit_method::crop);
      return;
    }
    auto const sound = peax::data::sound_from("s", content);
    peax::data::sound_analysis const analysis({peax::data::sound_feature::mfcc, 32, 16}, sound.rate);
    std::vector<float> values(analysis.frames(sound.values.size()) * analysis.width());
    analysis.apply(sound.values, values);
  });
}

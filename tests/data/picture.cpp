// Pictures: what is read of PNG, JPEG and PNM, how they are resized, and what is refused.
#include "media.hpp"
#include "support.hpp"
#include <peax/data/read_picture.hpp>
#include <peax/data/resize.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace {
using namespace peax;
using namespace peax::testing;
using data::picture;

picture read(std::string const& content) { return data::picture_from("p", bytes_of(content).view()); }

std::string refusal_of(std::string const& content) {
  return message_of<bad_input>([&] { (void)read(content); });
}

using samples = std::vector<std::uint16_t>;

picture ramp(std::size_t height, std::size_t width, samples values) {
  return {height, width, 1, 255, std::move(values)};
}
} // namespace

TEST_CASE("PNG: grey, colour, palette, few bits, 16 bits, interlaced") {
  auto const grey = read(grey_png(3, 2, {0, 1, 2, 253, 254, 255}));
  CHECK(grey.height == 2);
  CHECK(grey.width == 3);
  CHECK(grey.channels == 1);
  CHECK(grey.samples == samples{0, 1, 2, 253, 254, 255});

  auto const colour = read(png_bytes(1, 2, PNG_COLOR_TYPE_RGB, {1, 2, 3, 4, 5, 6}));
  CHECK(colour.channels == 3);
  CHECK(colour.samples == samples{1, 2, 3, 4, 5, 6});

  auto const table =
      read(png_bytes(2, 1, PNG_COLOR_TYPE_PALETTE, {1, 0}, 8, PNG_INTERLACE_NONE, {{9, 8, 7}, {6, 5, 4}}));
  CHECK(table.samples == samples{6, 5, 4, 9, 8, 7});

  CHECK(read(png_bytes(4, 1, PNG_COLOR_TYPE_GRAY, {0b00011011}, 2)).samples == samples{0, 85, 170, 255});

  auto const deep = read(png_bytes(2, 1, PNG_COLOR_TYPE_GRAY, {0x12, 0x34, 0xff, 0xff}, 16));
  CHECK(deep.maximum == 65535);
  CHECK(deep.samples == samples{0x1234, 0xffff});
  CHECK(deep.at(0, 1, 0) == 255.0F);
  CHECK(deep.at(0, 0, 0) == doctest::Approx(0x1234 * 255.0 / 65535));

  std::vector<std::uint8_t> many(9 * 9);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::uint8_t>(3 * i);
  CHECK(read(png_bytes(9, 9, PNG_COLOR_TYPE_GRAY, many, 8, PNG_INTERLACE_ADAM7)).samples ==
        samples(many.begin(), many.end()));
}

TEST_CASE("PNG: alpha that hides nothing is left out, other alpha is refused") {
  CHECK(read(png_bytes(2, 1, PNG_COLOR_TYPE_GRAY_ALPHA, {7, 255, 8, 255})).samples == samples{7, 8});
  CHECK(read(png_bytes(1, 1, PNG_COLOR_TYPE_RGB_ALPHA, {1, 2, 3, 255})).channels == 3);
  CHECK(contains(refusal_of(png_bytes(2, 1, PNG_COLOR_TYPE_GRAY_ALPHA, {7, 255, 8, 254})),
                 "p: pixel 1, 0 is transparent"));
}

TEST_CASE("JPEG: grey and colour, baseline and progressive; CMYK is refused") {
  std::vector<std::uint8_t> const flat(16 * 16, 200);
  for (bool const progressive : {false, true}) {
    auto const grey = read(jpeg_bytes(16, 16, 1, flat, progressive));
    CHECK(grey.channels == 1);
    CHECK(grey.samples == samples(16 * 16, 200));
  }
  std::vector<std::uint8_t> red;
  for (int i = 0; i < 64; ++i) red.insert(red.end(), {250, 10, 20});
  auto const colour = read(jpeg_bytes(8, 8, 3, red));
  CHECK(colour.channels == 3);
  CHECK(std::abs(colour.samples[0] - 250) <= 2);
  CHECK(std::abs(colour.samples[1] - 10) <= 2);
  CHECK(std::abs(colour.samples[2] - 20) <= 2);
  CHECK(contains(refusal_of(jpeg_bytes(8, 8, 4, std::vector<std::uint8_t>(256, 9))),
                 "p: has 4 colours (CMYK)"));
}

TEST_CASE("PNM: text and bytes, remarks, one and two bytes") {
  CHECK(read("P5 2 1 255\n\x07\xff").samples == samples{7, 255});
  CHECK(read("P2 # a remark\n2 1\n15\n 3 15\n").maximum == 15);
  CHECK(read("P2 # a remark\n2 1\n15\n 3 15\n").at(0, 1, 0) == 255.0F);
  CHECK(read("P6\n1 1\n255\nabc").samples == samples{'a', 'b', 'c'});
  CHECK(read("P3 1 1 255 1 2 3").samples == samples{1, 2, 3});
  CHECK(read(std::string("P5 1 1 65535\n\x01\x02", 15)).samples == samples{0x102});
}

TEST_CASE("what is no picture, cut or hostile is refused by name") {
  CHECK(contains(refusal_of(""), "p: is empty"));
  CHECK(contains(refusal_of("hello, this is text"), "p: is no picture"));
  std::vector<std::uint8_t> noise;
  for (std::uint32_t i = 0, x = 1; i < 64 * 64; ++i)
    noise.push_back(static_cast<std::uint8_t>((x = x * 1664525 + 1013904223) >> 24));
  for (auto const& whole :
       {grey_png(64, 64, noise), jpeg_bytes(64, 64, 1, noise), jpeg_bytes(64, 64, 1, noise, true)})
    for (std::size_t const kept : {whole.size() / 8, whole.size() / 2, whole.size() - 20})
      CHECK(contains(refusal_of(whole.substr(0, kept)), "p: is no whole"));
  auto flipped = grey_png(64, 64, noise);
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 0x10);
  CHECK(contains(refusal_of(flipped), "p: is no whole PNG file"));
  CHECK(contains(refusal_of("P5 2 2 255\nabc"), "p: the PNM file is cut off"));
  CHECK(contains(refusal_of("P5 2 2 255\nabcde"), "p: there are 1 bytes behind the pixels"));
  CHECK(contains(refusal_of("P2 1 1 15 16"), "p: a sample is 16, above its largest 15"));
  CHECK(contains(refusal_of("P2 1 1 70000 16"), "p: its largest sample is said to be 70000"));
  CHECK(contains(refusal_of("P5 1 x 15 16"), "is no digit where a number is needed"));
}

TEST_CASE("claims are compared with bounds before memory is taken") {
  CHECK(contains(refusal_of("P5 60000 60000 255\nabc"),
                 "p: claims 60000 x 60000 pixels, beyond the 67108864 that are read (most_pixels)"));
  CHECK(contains(refusal_of("P5 8000 8000 255\nabc"), "p: the PNM file is cut off"));
  CHECK(contains(refusal_of("P5 0 8000 255\nabc"), "p: has no pixels"));
  // A header of PNG with another size and its own check sum.
  auto const claiming = [](std::uint32_t extent) {
    auto file = grey_png(1, 1, {0});
    for (std::size_t at : {std::size_t{16}, std::size_t{20}})
      for (std::size_t i = 0; i < 4; ++i) file[at + i] = static_cast<char>(extent >> (24 - 8 * i) & 0xff);
    std::uint32_t sum = 0xffffffff;
    for (std::size_t i = 12; i < 29; ++i) {
      sum ^= static_cast<unsigned char>(file[i]);
      for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
    sum = ~sum;
    for (std::size_t i = 0; i < 4; ++i) file[29 + i] = static_cast<char>(sum >> (24 - 8 * i) & 0xff);
    return file;
  };
  CHECK(contains(refusal_of(claiming(60000)), "p: claims 60000 x 60000 pixels, beyond"));
  CHECK(contains(refusal_of(claiming(8000)), "p: claims 8000 x 8000 pixels, more than its"));
}

TEST_CASE("pictures are resized with half-pixel centres") {
  // PyTorch: interpolate(tensor([[0, 10, 20, 30]]), 8, mode='linear', align_corners=False)
  auto const four = ramp(1, 4, {0, 10, 20, 30});
  std::vector<float> const wide{0, 2.5F, 7.5F, 12.5F, 17.5F, 22.5F, 27.5F, 30};
  auto const eight = data::resized(four, 1, 8);
  for (std::size_t i = 0; i < 8; ++i) CHECK(eight[i] == doctest::Approx(wide[i]));
  // To 2: centres at 0.5 and 2.5 lie between two pixels each.
  CHECK(data::resized(four, 1, 2) == std::vector<float>{5, 25});
  // To 1: pixels 1 and 2 alone, and with antialias all four, weighted 5 : 7 : 7 : 5.
  auto const peaks = ramp(1, 4, {80, 0, 0, 80});
  CHECK(data::resized(peaks, 1, 1) == std::vector<float>{0});
  CHECK(data::resized(peaks, 1, 1, data::resize_method::antialias)[0] == doctest::Approx(80 * 5 / 12.0));
  CHECK(data::resized(four, 1, 2, data::resize_method::nearest) == std::vector<float>{10, 30});
  CHECK(data::resized(four, 1, 4, data::resize_method::antialias) == std::vector<float>{0, 10, 20, 30});
  // Both axes, and the channels apart.
  picture const colour{2, 1, 3, 255, {0, 100, 200, 10, 120, 240}};
  auto const one = data::resized(colour, 1, 1);
  CHECK(one == std::vector<float>{5, 110, 220});
}

TEST_CASE("another ratio of sides is stretched, or the middle is taken") {
  auto const wide = ramp(2, 4, {0, 10, 20, 30, 0, 10, 20, 30});
  CHECK(data::resized(wide, 2, 2) == std::vector<float>{5, 25, 5, 25});
  CHECK(data::resized(wide, 2, 2, data::resize_method::bilinear, data::fit_method::crop) ==
        std::vector<float>{10, 20, 10, 20});
}

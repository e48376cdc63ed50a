#pragma once
//! @file
//! Tiny pictures and sounds as the bytes of files.

#include <png.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

// libjpeg wants the types of <cstdio> before it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
// clang-format on

namespace peax::testing {

//! A number of `bytes` bytes, the smallest first.
inline std::string little(std::uint32_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

//! A PNG file: `colour` is a type of libpng; samples of 16 bits have the larger byte first.
inline std::string png_bytes(std::uint32_t width, std::uint32_t height, int colour,
                             std::vector<std::uint8_t> raw, int depth = 8, int interlace = PNG_INTERLACE_NONE,
                             std::vector<png_color> const& palette = {}) {
  std::string out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep from, std::size_t count) {
        static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<char const*>(from), count);
      },
      [](png_structp) {});
  png_set_IHDR(png, info, width, height, depth, colour, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  png_write_info(png, info);
  std::vector<png_bytep> rows;
  for (std::uint32_t y = 0; y < height; ++y) rows.push_back(raw.data() + y * (raw.size() / height));
  png_write_image(png, rows.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

inline std::string grey_png(std::uint32_t width, std::uint32_t height, std::vector<std::uint8_t> raw) {
  return png_bytes(width, height, PNG_COLOR_TYPE_GRAY, std::move(raw));
}

//! A JPEG file of 1 or 3 channels.
inline std::string jpeg_bytes(std::uint32_t width, std::uint32_t height, int channels,
                              std::vector<std::uint8_t> raw, bool progressive = false) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = width, jpeg.image_height = height;
  jpeg.input_components = channels;
  jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  std::size_t const row_size = raw.size() / height;
  while (jpeg.next_scanline < height) {
    JSAMPROW row = raw.data() + jpeg.next_scanline * row_size;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::string const out(reinterpret_cast<char const*>(bytes), size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return out;
}

//! A chunk of a RIFF file.
inline std::string chunk(std::string_view name, std::string const& content) {
  return std::string(name) + little(static_cast<std::uint32_t>(content.size()), 4) + content +
         std::string(content.size() % 2, '\0');
}

inline std::string riff(std::string const& chunks) {
  return "RIFF" + little(static_cast<std::uint32_t>(chunks.size()) + 4, 4) + "WAVE" + chunks;
}

inline std::string wave_header(std::uint32_t tag, std::uint32_t channels, std::uint32_t rate,
                               std::uint32_t bits) {
  return chunk("fmt ", little(tag, 2) + little(channels, 2) + little(rate, 4) +
                           little(rate * channels * bits / 8, 4) + little(channels * bits / 8, 2) +
                           little(bits, 2));
}

//! A WAV file of 16 bits.
inline std::string wav_bytes(std::vector<int> const& samples, std::uint32_t rate = 8000,
                             std::uint32_t channels = 1) {
  std::string raw;
  for (int const s : samples) raw += little(static_cast<std::uint32_t>(s), 2);
  return riff(wave_header(1, channels, rate, 16) + chunk("data", raw));
}

} // namespace peax::testing

// The bodies of read_picture.hpp. Both libraries leave by longjmp where a file is damaged: what they are called from has no object with a
// destructor, and all memory belongs to its callers, which turn the answer into an exception.
#include <peax/data/gz.hpp>
#include <peax/data/pnm.hpp>
#include <peax/data/read_picture.hpp>

#include <fmt/core.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <vector>

// libjpeg wants the types of <cstdio> before it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

namespace peax::data::detail {

//! What stands between peax and a library that leaves by longjmp; trivial, so that a jump skips nothing.
struct picture_failure {
  std::jmp_buf back;
  std::array<char, 200> why;

  void say(char const* text) {
    std::size_t const length = std::min(std::strlen(text), why.size() - 1);
    std::memcpy(why.data(), text, length);
    why[length] = '\0';
  }
};

// ---- PNG

struct png_source {
  std::byte const* at;
  std::size_t left;
  picture_failure failure;
};

extern "C" {
inline void peax_png_fails(png_structp png, png_const_charp why) {
  auto* const failure = static_cast<picture_failure*>(png_get_error_ptr(png));
  failure->say(why);
  std::longjmp(failure->back, 1);
}
inline void peax_png_warns(png_structp, png_const_charp) {}
inline void peax_png_reads(png_structp png, png_bytep into, std::size_t count) {
  auto* const from = static_cast<png_source*>(png_get_io_ptr(png));
  if (count > from->left) png_error(png, "it is cut off");
  std::memcpy(into, from->at, count);
  from->at += count, from->left -= count;
}
}

//! Owns libpng's state.
struct png_reader {
  png_structp png = nullptr;
  png_infop info = nullptr;
  png_source from{};

  explicit png_reader(std::span<std::byte const> content) : from{content.data(), content.size(), {}} {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &from.failure, peax_png_fails, peax_png_warns);
    if (png != nullptr) info = png_create_info_struct(png);
    if (info == nullptr) {
      png_destroy_read_struct(&png, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(png, &from, peax_png_reads);
  }
  png_reader(png_reader const&) = delete;
  png_reader& operator=(png_reader const&) = delete;
  ~png_reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

struct png_facts {
  png_uint_32 width, height;
  int channels, depth;
  std::size_t row_bytes;
  png_uint_32 claimed_bits; //!< of a pixel in the file
};

//! The header; whether libpng came back by itself.
inline bool png_begins(png_reader& r, png_facts& f) {
  if (setjmp(r.from.failure.back) != 0) return false; // NOLINT(cert-err52-cpp)
  png_read_info(r.png, r.info);
  f.width = png_get_image_width(r.png, r.info);
  f.height = png_get_image_height(r.png, r.info);
  f.claimed_bits =
      static_cast<png_uint_32>(png_get_bit_depth(r.png, r.info) * png_get_channels(r.png, r.info));
  png_set_expand(r.png); // palettes to colours, 1 to 4 bits to 8, a transparent colour to alpha
  png_set_interlace_handling(r.png);
  png_read_update_info(r.png, r.info);
  f.channels = png_get_channels(r.png, r.info);
  f.depth = png_get_bit_depth(r.png, r.info);
  f.row_bytes = png_get_rowbytes(r.png, r.info);
  return true;
}

//! The pixels and the chunks behind them.
inline bool png_goes_on(png_reader& r, png_bytepp rows) {
  if (setjmp(r.from.failure.back) != 0) return false; // NOLINT(cert-err52-cpp)
  png_read_image(r.png, rows);
  png_read_end(r.png, nullptr);
  return true;
}

[[noreturn]] PEAX_INLINE void damaged(std::string const& name, char const* format, picture_failure const& f) {
  throw bad_input(fmt::format("{}: is no whole {} file ({}); fetch or save the picture again", name, format,
                              f.why.data()));
}

//! Samples of 8 or 16 bits, the larger byte first; alpha must hide nothing.
PEAX_INLINE picture unpacked(std::string const& name, png_facts const& f,
                             std::vector<std::uint8_t> const& raw) {
  picture p;
  p.height = f.height, p.width = f.width;
  auto const given = static_cast<std::size_t>(f.channels);
  bool const has_alpha = given == 2 || given == 4;
  p.channels = has_alpha ? given - 1 : given;
  p.maximum = f.depth == 16 ? 65535 : 255;
  p.samples.reserve(p.height * p.width * p.channels);
  std::size_t const width = f.depth == 16 ? 2 : 1;
  for (std::size_t i = 0; i < p.height * p.width * given; ++i) {
    auto const* const at = raw.data() + i * width;
    auto const value = static_cast<std::uint16_t>(width == 2 ? at[0] * 256 + at[1] : at[0]);
    if (!has_alpha || i % given + 1 != given)
      p.samples.push_back(value);
    else if (value != p.maximum)
      throw bad_input(
          fmt::format("{}: pixel {}, {} is transparent, and what lies behind it is not known; save "
                      "the picture without alpha",
                      name, i / given % p.width, i / given / p.width));
  }
  return p;
}

PEAX_INLINE picture read_png(std::string const& name, std::span<std::byte const> content) {
  png_reader r(content);
  png_facts f{};
  if (!png_begins(r, f)) damaged(name, "PNG", r.from.failure);
  check_extent(name, f.width, f.height);
  std::uint64_t const claimed = std::uint64_t{f.width} * f.height / 8 * f.claimed_bits;
  if (claimed > most_after_inflate(content.size()))
    throw bad_input(
        fmt::format("{}: claims {} x {} pixels, more than its {} bytes can hold; fetch or save the "
                    "picture again",
                    name, f.width, f.height, content.size()));
  std::vector<std::uint8_t> raw(f.row_bytes * f.height);
  std::vector<png_bytep> rows;
  rows.reserve(f.height);
  for (std::size_t y = 0; y < f.height; ++y) rows.push_back(raw.data() + y * f.row_bytes);
  if (!png_goes_on(r, rows.data())) damaged(name, "PNG", r.from.failure);
  return unpacked(name, f, raw);
}

// ---- JPEG

//! libjpeg's state and where it jumps back to.
struct jpeg_reader {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  picture_failure failure{};

  jpeg_reader() = default;
  jpeg_reader(jpeg_reader const&) = delete;
  jpeg_reader& operator=(jpeg_reader const&) = delete;
  ~jpeg_reader() { jpeg_destroy_decompress(&jpeg); }
};

extern "C" {
inline void peax_jpeg_fails(j_common_ptr jpeg) {
  auto* const r = static_cast<jpeg_reader*>(jpeg->client_data);
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  r->failure.say(text);
  std::longjmp(r->failure.back, 1);
}
//! libjpeg invents the rest of a damaged picture and warns; here that is an error, save what does not touch a pixel.
inline void peax_jpeg_warns(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  auto const code = jpeg->err->msg_code;
  if (code == JWRN_ADOBE_XFORM || code == JWRN_JFIF_MAJOR || code == JWRN_EXTRANEOUS_DATA) return;
  peax_jpeg_fails(jpeg);
}
inline void peax_jpeg_says(j_common_ptr) {}
//! Each scan goes over the whole picture and may take a few bytes: a file could ask for thousands.
inline void peax_jpeg_goes_on(j_common_ptr jpeg) {
  constexpr int most_scans = 200;
  auto* const r = static_cast<jpeg_reader*>(jpeg->client_data);
  if (r->jpeg.input_scan_number <= most_scans) return;
  r->failure.say("it has more than 200 scans");
  std::longjmp(r->failure.back, 1);
}
}

inline bool jpeg_begins(jpeg_reader& r, unsigned char const* content, unsigned long size) {
  r.jpeg.err = jpeg_std_error(&r.errors);
  r.errors.error_exit = peax_jpeg_fails;
  r.errors.emit_message = peax_jpeg_warns;
  r.errors.output_message = peax_jpeg_says;
  r.jpeg.client_data = &r;
  if (setjmp(r.failure.back) != 0) return false; // NOLINT(cert-err52-cpp)
  jpeg_create_decompress(&r.jpeg);
  r.progress.progress_monitor = peax_jpeg_goes_on;
  r.jpeg.progress = &r.progress;
  jpeg_mem_src(&r.jpeg, content, size);
  jpeg_read_header(&r.jpeg, TRUE);
  return true;
}

//! The pixels, `row_bytes` in a row.
inline bool jpeg_goes_on(jpeg_reader& r, unsigned char* into, std::size_t row_bytes) {
  if (setjmp(r.failure.back) != 0) return false; // NOLINT(cert-err52-cpp)
  r.jpeg.out_color_space = r.jpeg.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  r.jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&r.jpeg);
  while (r.jpeg.output_scanline < r.jpeg.output_height) {
    JSAMPROW row = into + r.jpeg.output_scanline * row_bytes;
    jpeg_read_scanlines(&r.jpeg, &row, 1);
  }
  jpeg_finish_decompress(&r.jpeg);
  return true;
}

PEAX_INLINE picture read_jpeg(std::string const& name, std::span<std::byte const> content) {
  jpeg_reader r;
  if (!jpeg_begins(r, reinterpret_cast<unsigned char const*>(content.data()), content.size()))
    damaged(name, "JPEG", r.failure);
  check_extent(name, r.jpeg.image_width, r.jpeg.image_height);
  if (r.jpeg.num_components != 1 && r.jpeg.num_components != 3)
    throw bad_input(fmt::format("{}: has {} colours (CMYK); save the picture as RGB or grey", name,
                                r.jpeg.num_components));
  picture p;
  p.height = r.jpeg.image_height, p.width = r.jpeg.image_width;
  p.channels = static_cast<std::size_t>(r.jpeg.num_components);
  std::vector<std::uint8_t> raw(p.height * p.width * p.channels);
  if (!jpeg_goes_on(r, raw.data(), p.width * p.channels)) damaged(name, "JPEG", r.failure);
  p.samples.assign(raw.begin(), raw.end());
  return p;
}

inline bool begins_with(std::span<std::byte const> content, std::span<unsigned char const> magic) {
  return content.size() >= magic.size() && std::memcmp(content.data(), magic.data(), magic.size()) == 0;
}
inline bool is_png(std::span<std::byte const> content) {
  static constexpr unsigned char magic[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  return begins_with(content, magic);
}
inline bool is_jpeg(std::span<std::byte const> content) {
  static constexpr unsigned char magic[] = {0xff, 0xd8, 0xff};
  return begins_with(content, magic);
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE bool is_picture(std::span<std::byte const> content) {
  return detail::is_png(content) || detail::is_jpeg(content) || is_pnm(content);
}

PEAX_INLINE picture picture_from(std::string const& name, std::span<std::byte const> content) {
  if (content.empty()) throw bad_input(name + ": is empty; fetch or save the picture again");
  if (detail::is_png(content)) return detail::read_png(name, content);
  if (detail::is_jpeg(content)) return detail::read_jpeg(name, content);
  if (is_pnm(content)) return read_pnm(name, content);
  throw bad_input(name + ": is no picture, whatever it is called; PNG, JPEG, PGM and PPM are read");
}

} // namespace peax::data

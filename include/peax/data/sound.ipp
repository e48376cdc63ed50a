// The bodies of sound.hpp. The layout of chunks is that of Microsoft's and IBM's "Multimedia Programming Interface and Data
// Specifications" 1.0 (1991); WAVE_FORMAT_EXTENSIBLE that of mmreg.h.
#include <peax/data/sound.hpp>

#include <fmt/core.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace peax::data::detail {

inline std::string_view four_letters(std::span<std::byte const> at) {
  return {reinterpret_cast<char const*>(at.data()), 4};
}

//! An unsigned number of up to four bytes, the smallest first.
inline std::uint32_t little_endian(std::span<std::byte const> at) {
  std::uint32_t value = 0;
  for (std::size_t i = at.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint32_t>(at[i]);
  return value;
}

//! What the chunk "fmt " says.
struct wave_format {
  std::uint32_t tag, channels, rate, block, bits;
};

PEAX_INLINE wave_format format_from(std::string const& name, std::span<std::byte const> chunk) {
  if (chunk.size() < 16)
    throw bad_input(name + ": the header of the WAV file is cut off; save the sound again");
  wave_format f{little_endian(chunk.first(2)), little_endian(chunk.subspan(2, 2)),
                little_endian(chunk.subspan(4, 4)), little_endian(chunk.subspan(12, 2)),
                little_endian(chunk.subspan(14, 2))};
  constexpr std::uint32_t extensible = 0xfffe;
  if (f.tag == extensible && chunk.size() >= 40) f.tag = little_endian(chunk.subspan(24, 2));
  constexpr std::uint32_t pcm = 1, real = 3;
  bool const known = (f.tag == pcm && (f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32)) ||
                     (f.tag == real && f.bits == 32);
  if (!known)
    throw bad_input(
        fmt::format("{}: is coded in another way (format {}, {} bits); save the sound as PCM of 8, "
                    "16, 24 or 32 bits or as float32",
                    name, f.tag, f.bits));
  constexpr std::uint32_t most_channels = 64;
  if (f.channels == 0 || f.channels > most_channels || f.rate == 0 || f.block != f.channels * f.bits / 8)
    throw bad_input(
        fmt::format("{}: the header of the WAV file contradicts itself ({} channels, {} Hz, {} bytes "
                    "a sample); save the sound again",
                    name, f.channels, f.rate, f.block));
  return f;
}

inline float sample_from(std::span<std::byte const> at, wave_format const& f) {
  std::uint32_t const raw = little_endian(at);
  if (f.tag == 3) {
    float value = 0;
    std::memcpy(&value, &raw, sizeof value);
    return value;
  }
  if (f.bits == 8) return static_cast<float>(static_cast<int>(raw) - 128) / 128.0F; // the one unsigned type
  auto const shifted = static_cast<std::int32_t>(raw << (32 - f.bits));
  return static_cast<float>(static_cast<double>(shifted) / 2147483648.0);
}

PEAX_INLINE sound samples_from(std::string const& name, std::span<std::byte const> chunk,
                               wave_format const& f) {
  if (chunk.empty()) throw bad_input(name + ": holds no samples; leave it out or record it again");
  if (chunk.size() % f.block != 0)
    throw bad_input(
        fmt::format("{}: ends within a sample ({} bytes, {} a sample): it is cut off; fetch or save "
                    "the sound again",
                    name, chunk.size(), f.block));
  sound s;
  s.rate = f.rate, s.channels = f.channels;
  std::size_t const width = f.bits / 8;
  s.values.reserve(chunk.size() / width);
  for (std::size_t at = 0; at < chunk.size(); at += width) {
    s.values.push_back(sample_from(chunk.subspan(at, width), f));
    if (!std::isfinite(s.values.back()))
      throw bad_input(
          fmt::format("{}: sample {} is NaN or infinite; save the sound again", name, at / f.block));
  }
  return s;
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE bool is_sound(std::span<std::byte const> content) {
  return content.size() >= 12 && detail::four_letters(content) == "RIFF" &&
         detail::four_letters(content.subspan(8)) == "WAVE";
}

PEAX_INLINE sound sound_from(std::string const& name, std::span<std::byte const> content) {
  if (content.empty()) throw bad_input(name + ": is empty; fetch or save the sound again");
  if (!is_sound(content))
    throw bad_input(name + ": is no WAV file, whatever it is called; save the sound as WAV (RIFF)");
  std::optional<detail::wave_format> format;
  for (std::size_t at = 12; content.size() - at >= 8;) {
    auto const kind = detail::four_letters(content.subspan(at));
    std::size_t const size = detail::little_endian(content.subspan(at + 4, 4)),
                      left = content.size() - at - 8;
    if (kind == "data" && !format)
      throw bad_input(name + ": the WAV file has samples before it says what they are; save the sound again");
    if (size > left)
      throw bad_input(
          fmt::format("{}: the WAV file is cut off: {} bytes of '{}' are announced, {} are there; "
                      "fetch or save the sound again",
                      name, size, kind == "data" || kind == "fmt " ? kind : "a chunk", left));
    auto const chunk = content.subspan(at + 8, size);
    if (kind == "data") return detail::samples_from(name, chunk, *format);
    if (kind == "fmt ") format = detail::format_from(name, chunk);
    at += 8 + size + (size % 2 != 0 && size < left ? 1 : 0); // chunks begin at even places
  }
  throw bad_input(name + ": the WAV file is cut off: it has no samples; fetch or save the sound again");
}

} // namespace peax::data

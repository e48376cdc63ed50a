// The bodies of pnm.hpp.
#include <peax/data/pnm.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace peax::data::detail {

//! The numbers of a PNM file, divided by blanks and remarks (# to the end of the line).
class pnm_reader {
 public:
  pnm_reader(std::string const& name, std::span<std::byte const> content) : name_(name), content_(content) {}

  [[nodiscard]] std::span<std::byte const> rest() const { return content_.subspan(at_); }

  void skip(std::size_t count) { at_ += count; }

  void skip_blanks() {
    while (at_ < content_.size() && (is_blank(peek()) || peek() == '#'))
      if (content_[at_++] == std::byte{'#'})
        while (at_ < content_.size() && peek() != '\n') ++at_;
  }

  std::uint32_t number() {
    skip_blanks();
    if (at_ == content_.size()) cut();
    if (peek() < '0' || peek() > '9')
      throw bad_input(fmt::format(
          "{}: byte {} of the PNM file is no digit where a number is needed; save the picture again", name_,
          at_));
    std::uint32_t value = 0;
    for (; at_ < content_.size() && peek() >= '0' && peek() <= '9'; ++at_) {
      value = value * 10 + static_cast<std::uint32_t>(peek() - '0');
      if (value > 100'000'000)
        throw bad_input(name_ + ": a number of the PNM file is beyond all sizes; save the picture again");
    }
    return value;
  }

  [[noreturn]] void cut() const {
    throw bad_input(name_ + ": the PNM file is cut off; fetch or save the picture again");
  }

 private:
  static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
  [[nodiscard]] char peek() const { return static_cast<char>(content_[at_]); }

  std::string const& name_;
  std::span<std::byte const> content_;
  std::size_t at_ = 2;
};

PEAX_INLINE void read_pnm_bytes(std::string const& name, pnm_reader& in, picture& p, std::size_t count) {
  in.skip(1); // one blank behind the largest sample
  std::size_t const width = p.maximum > 255 ? 2 : 1;
  auto const raw = in.rest();
  if (raw.size() / width < count) in.cut();
  if (raw.size() > count * width)
    throw bad_input(fmt::format("{}: there are {} bytes behind the pixels; save the picture again", name,
                                raw.size() - count * width));
  for (std::size_t i = 0; i < count; ++i)
    p.samples.push_back(static_cast<std::uint16_t>(width == 1
                                                       ? std::to_integer<unsigned>(raw[i])
                                                       : std::to_integer<unsigned>(raw[2 * i]) * 256U +
                                                             std::to_integer<unsigned>(raw[2 * i + 1])));
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE bool is_pnm(std::span<std::byte const> content) {
  if (content.size() < 3 || content[0] != std::byte{'P'}) return false;
  auto const kind = static_cast<char>(content[1]), behind = static_cast<char>(content[2]);
  return (kind == '2' || kind == '3' || kind == '5' || kind == '6') &&
         (behind == ' ' || (behind >= '\t' && behind <= '\r') || behind == '#');
}

PEAX_INLINE picture read_pnm(std::string const& name, std::span<std::byte const> content) {
  detail::pnm_reader in(name, content);
  auto const kind = static_cast<char>(content[1]);
  picture p;
  p.channels = kind == '3' || kind == '6' ? 3 : 1;
  p.width = in.number();
  p.height = in.number();
  auto const maximum = in.number();
  detail::check_extent(name, p.width, p.height);
  if (maximum == 0 || maximum > 65535)
    throw bad_input(
        fmt::format("{}: its largest sample is said to be {}; a PNM file has 1 to 65535", name, maximum));
  p.maximum = static_cast<std::uint16_t>(maximum);
  std::size_t const count = p.height * p.width * p.channels;
  if (in.rest().size() < count) in.cut(); // a sample takes a byte or more, before memory is taken
  p.samples.reserve(count);
  if (kind == '5' || kind == '6') {
    detail::read_pnm_bytes(name, in, p, count);
  } else {
    for (std::size_t i = 0; i < count; ++i)
      p.samples.push_back(static_cast<std::uint16_t>(std::min(in.number(), std::uint32_t{65535})));
    in.skip_blanks();
    if (!in.rest().empty()) throw bad_input(name + ": goes on behind its pixels; save the picture again");
  }
  for (auto const sample : p.samples)
    if (sample > p.maximum)
      throw bad_input(fmt::format("{}: a sample is {}, above its largest {}; save the picture again", name,
                                  sample, maximum));
  return p;
}

} // namespace peax::data

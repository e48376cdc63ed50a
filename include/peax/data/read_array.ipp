// The bodies of read_array.hpp.
#include <peax/data/csv.hpp>
#include <peax/data/gz.hpp>
#include <peax/data/idx.hpp>
#include <peax/data/npy.hpp>
#include <peax/data/npz.hpp>
#include <peax/data/read_array.hpp>

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::data::detail {

enum class array_format { npy, zip, gzip, idx, text, pickle, none };

//! A stream whose first bytes have been looked at.
class resumed_stream final : public byte_stream {
 public:
  resumed_stream(std::vector<std::byte> start, byte_stream& rest) : start_(std::move(start)), rest_(rest) {}
  std::size_t read(std::span<std::byte> into) override;
  [[nodiscard]] std::uint64_t at_most() const override { return rest_.at_most(); }

 private:
  std::vector<std::byte> start_;
  byte_stream& rest_;
  std::size_t at_ = 0;
};

PEAX_INLINE std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

//! FILE.npz:KEY taken apart. A colon anywhere else belongs to the name, and so does one of a file that exists.
inline std::pair<std::string, std::string> path_and_key(std::string const& given) {
  auto const at = lower_case(given).rfind(".npz:");
  if (at == std::string::npos || ::access(given.c_str(), F_OK) == 0) return {given, ""};
  return {given.substr(0, at + 4), given.substr(at + 5)};
}

//! What the first bytes of a file say that it is.
PEAX_INLINE array_format format_of(std::span<std::byte const> start) {
  std::string_view const text(reinterpret_cast<char const*>(start.data()), start.size());
  if (text.starts_with(npy_magic)) return array_format::npy;
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) return array_format::zip;
  if (text.starts_with("\x1f\x8b")) return array_format::gzip;
  if (text.starts_with('\x80')) return array_format::pickle;
  if (start.size() >= 4 && start[0] == std::byte{0} && start[1] == std::byte{0} && idx_type(start[2]))
    return array_format::idx;
  if (text.starts_with("\xEF\xBB\xBF")) return array_format::text;
  for (char c : text)
    if (!(c >= ' ' && c <= '~') && c != '\n' && c != '\r' && c != '\t' &&
        (static_cast<unsigned char>(c) < 0x80))
      return array_format::none;
  return text.empty() ? array_format::none : array_format::text;
}

PEAX_INLINE std::size_t resumed_stream::read(std::span<std::byte> into) {
  std::size_t const count = std::min(into.size(), start_.size() - at_);
  if (count != 0) std::memcpy(into.data(), start_.data() + at_, count);
  at_ += count;
  return count + (into.size() > count ? rest_.read(into.subspan(count)) : 0);
}

[[noreturn]] PEAX_INLINE void not_an_array(std::string const& name, array_format format) {
  if (format == array_format::pickle)
    throw bad_input(name +
                    ": is a pickled Python object, which is never read; save the array with numpy.save");
  throw bad_input(name + ": is no array file; peax reads .npy, FILE.npz:KEY, IDX and CSV, each also as .gz");
}

//! Text may only be read from a file whose name does not promise something else.
PEAX_INLINE bool name_promises_binary(std::string const& path) {
  auto name = lower_case(path);
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  for (std::string_view ending : {".npy", ".npz", ".idx", "ubyte", ".onnx", ".json", ".pkl", ".pt", ".pth"})
    if (name.ends_with(ending)) return true;
  return false;
}

//! Text from a stream, up to 2 GB: a larger table is not meant to be text. Numbers as text are packed to a tenth, not to a thousandth:
//! what unpacks to more than 32 MB and 32 times its size is refused.
PEAX_INLINE std::string text_from(std::string const& name, byte_stream& from) {
  constexpr std::uint64_t least_bound = std::uint64_t{1} << 25, last_bound = std::uint64_t{1} << 31;
  std::size_t const piece = std::size_t{1} << 20;
  std::uint64_t const most_unpacked = std::clamp(from.at_most() / 32, least_bound, last_bound);
  std::string text;
  for (;;) {
    std::size_t const have = text.size();
    text.resize(have + piece);
    std::size_t const got = from.read(std::as_writable_bytes(std::span(text).subspan(have)));
    text.resize(have + got);
    if (got < piece) return text;
    if (text.size() > most_unpacked)
      throw bad_input(
          fmt::format("{}: unpacks to more than {} MB of text, too much for its size (most_unpacked); "
                      "convert it to .npy",
                      name, most_unpacked >> 20));
  }
}

PEAX_INLINE array_file read_gz(std::string const& path, shared_bytes content, csv_header header) {
  gz_stream unpacked(path, std::move(content));
  std::vector<std::byte> start(16);
  start.resize(unpacked.read(start));
  auto const format = format_of(start);
  resumed_stream stream(std::move(start), unpacked);
  if (format == array_format::npy) return read_npy(path, stream);
  if (format == array_format::idx) return read_idx(path, stream);
  if (format == array_format::text && !name_promises_binary(path))
    return read_csv(path, text_from(path, stream), header);
  not_an_array(path, format);
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE array_file array_from(std::string const& path, std::string const& key, shared_bytes content,
                                  csv_header header) {
  if (content.size == 0) throw bad_input(path + ": is empty; write the array again");
  auto const format = detail::format_of(content.view().first(std::min<std::size_t>(content.size, 512)));
  if (format == detail::array_format::zip) return npz_archive(path, std::move(content)).read(key);
  if (!key.empty())
    throw bad_input(fmt::format("{}: is not an .npz (zip) file, so it has no array '{}'", path, key));
  if (format == detail::array_format::gzip) return detail::read_gz(path, std::move(content), header);
  if (format == detail::array_format::text && !detail::name_promises_binary(path)) {
    auto const text = content.view();
    return read_csv(path, {reinterpret_cast<char const*>(text.data()), text.size()}, header);
  }
  memory_stream stream(std::move(content));
  if (format == detail::array_format::npy) return read_npy(path, stream);
  if (format == detail::array_format::idx) return read_idx(path, stream);
  detail::not_an_array(path, format);
}

PEAX_INLINE array_file read_array(std::string const& given, csv_header header) {
  auto const [path, key] = detail::path_and_key(given);
  if (path.empty()) throw bad_input("the name of an array file is empty");
  return array_from(path, key, file_bytes(path), header);
}

} // namespace peax::data

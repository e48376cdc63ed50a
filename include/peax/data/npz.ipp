// The bodies of npz.hpp.
#include <peax/core/atomic_file.hpp>
#include <peax/data/gz.hpp>
#include <peax/data/npy.hpp>
#include <peax/data/npz.hpp>

#include <fmt/core.h>
#include <zip.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::data::detail {

PEAX_INLINE void zip_deleter::operator()(::zip* archive) const { ::zip_discard(archive); }

struct member_closer {
  void operator()(zip_file_t* member) const { ::zip_fclose(member); }
};

//! The unpacked content of one member.
class zip_stream final : public byte_stream {
 public:
  zip_stream(std::string name, zip_t* archive, std::uint64_t index, std::uint64_t size)
      : name_(std::move(name)), left_(size), member_(::zip_fopen_index(archive, index, 0)) {
    if (!member_)
      throw bad_input(fmt::format("{}: cannot be opened in the archive: {}", name_, ::zip_strerror(archive)));
  }

  std::size_t read(std::span<std::byte> into) override;
  [[nodiscard]] std::uint64_t at_most() const override { return left_; }

 private:
  std::string name_;
  std::uint64_t left_;
  std::unique_ptr<zip_file_t, member_closer> member_;
};

PEAX_INLINE std::size_t zip_stream::read(std::span<std::byte> into) {
  std::size_t have = 0;
  while (have < into.size()) {
    auto const got = ::zip_fread(member_.get(), into.data() + have, into.size() - have);
    if (got < 0)
      throw bad_input(fmt::format("{}: is damaged in the archive ({}); write it again", name_,
                                  ::zip_file_strerror(member_.get())));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  left_ -= std::min<std::uint64_t>(left_, have);
  return have;
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE npz_archive::npz_archive(std::string name, shared_bytes content)
    : name_(std::move(name)), content_(std::move(content)) {
  zip_error_t why{};
  ::zip_error_init(&why);
  zip_source_t* const source = ::zip_source_buffer_create(content_.first.get(), content_.size, 0, &why);
  if (source) archive_.reset(::zip_open_from_source(source, ZIP_RDONLY, &why));
  std::string const text = archive_ ? "" : ::zip_error_strerror(&why);
  ::zip_error_fini(&why);
  if (archive_) return;
  if (source) ::zip_source_free(source);
  throw bad_input(
      fmt::format("{}: is not a whole .npz (zip) file ({}); write it again with numpy.savez", name_, text));
}

PEAX_INLINE std::vector<std::string> npz_archive::keys() const {
  std::vector<std::string> all;
  auto const count = ::zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    char const* const member = ::zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), 0);
    std::string_view key = member ? member : "";
    if (key.ends_with(".npy")) key.remove_suffix(4);
    all.emplace_back(key);
  }
  return all;
}

PEAX_INLINE array_file npz_archive::read(std::string_view key) const {
  auto const all = keys();
  std::string listed;
  for (std::size_t i = 0; i < all.size() && i < 20; ++i) listed += (i ? ", " : "") + all[i];
  if (key.empty() && all.size() != 1)
    throw bad_input(fmt::format("{}: holds {} arrays; name one as {}:KEY{}", name_, all.size(), name_,
                                (all.empty() ? "" : " (" + listed + ")")));
  std::size_t const index =
      key.empty() ? 0 : static_cast<std::size_t>(std::find(all.begin(), all.end(), key) - all.begin());
  if (index == all.size())
    throw bad_input(
        fmt::format("{}: has no array '{}'; it holds {}", name_, key, (listed.empty() ? "none" : listed)));

  std::string const member = name_ + ":" + all[index];
  zip_stat_t about{};
  ::zip_stat_init(&about);
  if (::zip_stat_index(archive_.get(), index, 0, &about) != 0)
    throw bad_input(member + ": the archive is damaged; write it again");
  bool const deflated = about.comp_method == ZIP_CM_DEFLATE;
  if ((about.valid & ZIP_STAT_COMP_METHOD) == 0 || (!deflated && about.comp_method != ZIP_CM_STORE) ||
      about.encryption_method != ZIP_EM_NONE)
    throw bad_input(
        member +
        ": is encrypted or packed in an unusual way; write it with numpy.savez or numpy.savez_compressed");
  if (about.comp_size > content_.size ||
      about.size > (deflated ? most_after_inflate(about.comp_size) : about.comp_size))
    throw bad_input(fmt::format("{}: claims {} bytes, more than the archive can hold; the file is damaged",
                                member, about.size));
  detail::zip_stream stream(member, archive_.get(), index, about.size);
  return read_npy(member, stream);
}

PEAX_INLINE std::vector<std::byte>
npz_bytes(std::string const& path, std::vector<std::pair<std::string, tensor>> const& arrays, packing how) {
  auto const fail = [&](std::string const& what) {
    return io_error(path + ": the archive cannot be made: " + what);
  };
  std::vector<std::vector<std::byte>> contents; // outlives the archive
  contents.reserve(arrays.size());
  zip_source_t* const whole = ::zip_source_buffer_create(nullptr, 0, 0, nullptr);
  if (!whole) throw fail("no memory");
  struct releasing {
    zip_source_t* source;
    ~releasing() { ::zip_source_free(source); }
  } const guard{whole};
  detail::zip_handle archive(::zip_open_from_source(whole, ZIP_TRUNCATE, nullptr));
  if (!archive) throw fail("libzip does not start");
  ::zip_source_keep(whole);

  for (auto const& [key, values] : arrays) {
    auto const header = npy_header_text(values.type(), values.dims());
    auto const head = std::as_bytes(std::span(header.data(), header.size()));
    auto& content = contents.emplace_back(head.begin(), head.end());
    content.insert(content.end(), values.raw().begin(), values.raw().end());
    zip_source_t* const source = ::zip_source_buffer(archive.get(), content.data(), content.size(), 0);
    auto const index =
        source ? ::zip_file_add(archive.get(), (key + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
      if (source) ::zip_source_free(source);
      throw fail(::zip_strerror(archive.get()));
    }
    auto const at = static_cast<zip_uint64_t>(index);
    constexpr zip_uint16_t first_of_january_1980 = 33;
    if (::zip_set_file_compression(archive.get(), at,
                                   how == packing::deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 6) != 0 ||
        ::zip_file_set_dostime(archive.get(), at, 0, first_of_january_1980, 0) != 0)
      throw fail(::zip_strerror(archive.get()));
  }
  if (::zip_close(archive.get()) != 0) throw fail(::zip_strerror(archive.get()));
  (void)archive.release(); // zip_close has freed it

  zip_stat_t about{};
  ::zip_stat_init(&about);
  if (::zip_source_stat(whole, &about) != 0 || ::zip_source_open(whole) != 0)
    throw fail("its bytes cannot be read back");
  std::vector<std::byte> bytes(static_cast<std::size_t>(about.size));
  auto const got = ::zip_source_read(whole, bytes.data(), bytes.size());
  ::zip_source_close(whole);
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size()) throw fail("its bytes cannot be read back");
  return bytes;
}

PEAX_INLINE void write_npz(std::string const& path, std::vector<std::pair<std::string, tensor>> const& arrays,
                           packing how) {
  write_file(path, npz_bytes(path, arrays, how));
}

} // namespace peax::data

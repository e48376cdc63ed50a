#pragma once
//! @file
//! Unpacks gzip files piece by piece, so that memory is taken for what a header says and not for what a file unpacks to.

#include <peax/core/error.hpp>
#include <peax/data/file_bytes.hpp>

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace peax::data {

//! Deflate never unpacks to more than 1032 times its size (zlib's technical description); a claim beyond it is a lie.
[[nodiscard]] constexpr std::uint64_t most_after_inflate(std::uint64_t packed) {
  constexpr std::uint64_t ratio = 1032;
  return packed > (std::numeric_limits<std::uint64_t>::max() - 1024) / ratio
             ? std::numeric_limits<std::uint64_t>::max()
             : packed * ratio + 1024;
}

//! The unpacked content of a gzip file (one or several members). Throws bad_input on damage.
class gz_stream final : public byte_stream {
 public:
  gz_stream(std::string name, shared_bytes packed) : name_(std::move(name)), packed_(std::move(packed)) {
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (::inflateInit2(&state_, gzip_only) != Z_OK) throw error(name_ + ": zlib does not start");
  }
  gz_stream(gz_stream const&) = delete;
  gz_stream& operator=(gz_stream const&) = delete;
  ~gz_stream() override { ::inflateEnd(&state_); }

  std::size_t read(std::span<std::byte> into) override {
    std::size_t have = 0;
    while (have < into.size() && !done_) have += step(into.subspan(have));
    return have;
  }

  [[nodiscard]] std::uint64_t at_most() const override { return most_after_inflate(packed_.size); }

 private:
  std::size_t step(std::span<std::byte> into) {
    constexpr std::size_t most = std::size_t{1} << 30;
    auto const in = std::min(packed_.size - at_, most), out = std::min(into.size(), most);
    state_.next_in = const_cast<Bytef*>(reinterpret_cast<Bytef const*>(packed_.first.get() + at_));
    state_.avail_in = static_cast<uInt>(in);
    state_.next_out = reinterpret_cast<Bytef*>(into.data());
    state_.avail_out = static_cast<uInt>(out);
    int const result = ::inflate(&state_, Z_NO_FLUSH);
    at_ += in - state_.avail_in;
    if (result == Z_STREAM_END)
      next_member();
    else if (result == Z_BUF_ERROR && at_ == packed_.size)
      throw bad_input(name_ + ": the gzip file is cut off; fetch or write it again");
    else if (result == Z_MEM_ERROR)
      throw std::bad_alloc();
    else if (result != Z_OK)
      throw bad_input(name_ + ": the gzip file is damaged" +
                      (state_.msg ? std::string(" (") + state_.msg + ")" : "") + "; fetch or write it again");
    return out - state_.avail_out;
  }

  void next_member() {
    auto const rest = packed_.view().subspan(at_);
    if (std::all_of(rest.begin(), rest.end(), [](std::byte b) { return b == std::byte{0}; })) {
      done_ = true; // padding of tapes and blocks, as gzip itself ignores it
      return;
    }
    if (rest.size() < 2 || rest[0] != std::byte{0x1f} || rest[1] != std::byte{0x8b})
      throw bad_input(name_ + ": there are " + std::to_string(rest.size()) +
                      " bytes behind the gzip content; fetch or write it again");
    ::inflateReset(&state_);
  }

  std::string name_;
  shared_bytes packed_;
  std::size_t at_ = 0;
  bool done_ = false;
  z_stream state_{};
};

} // namespace peax::data

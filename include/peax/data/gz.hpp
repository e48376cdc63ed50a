#pragma once
//! @file
//! Unpacks gzip files piece by piece, so that memory is taken for what a header says and not for what a file unpacks to.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/file_bytes.hpp>

#include <zlib.h>

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
  std::size_t step(std::span<std::byte> into);

  void next_member();

  std::string name_;
  shared_bytes packed_;
  std::size_t at_ = 0;
  bool done_ = false;
  z_stream state_{};
};

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/gz.ipp>
#endif

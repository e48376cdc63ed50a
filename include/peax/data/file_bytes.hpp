#pragma once
//! @file
//! The bytes of a file, mapped into memory where the system can, and streams of bytes whose length is known to be bounded.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

//! A view of bytes together with what keeps them alive.
struct shared_bytes {
  std::shared_ptr<std::byte const> first;
  std::size_t size = 0;

  [[nodiscard]] std::span<std::byte const> view() const { return {first.get(), size}; }

  static shared_bytes from(std::vector<std::byte> content) {
    auto owner = std::make_shared<std::vector<std::byte> const>(std::move(content));
    return {std::shared_ptr<std::byte const>(owner, owner->data()), owner->size()};
  }
};

namespace detail {

[[noreturn]] inline void cannot_read(std::string const& path, int why) {
  throw io_error(path + ": cannot be read: " + std::strerror(why));
}

PEAX_INLINE shared_bytes read_to_the_end(std::string const& path, int file);

} // namespace detail

//! The content of a file. Regular files are mapped read-only: pages are read when they are looked at, so a file may be
//! larger than the memory; it must not be cut while it is in use. Pipes are read to their end. Throws io_error.
PEAX_INLINE shared_bytes file_bytes(std::string const& path);

//! Bytes in order, from a file, from an unpacked file, from an archive.
class byte_stream {
 public:
  virtual ~byte_stream() = default;

  //! Fills as much of `into` as there is; fewer only at the end.
  virtual std::size_t read(std::span<std::byte> into) = 0;

  //! No more bytes than this are still to come, whatever a header claims. Asked before memory is taken.
  [[nodiscard]] virtual std::uint64_t at_most() const = 0;

  //! The next `count` bytes; copied unless they lie in memory already. The caller has compared with `at_most`.
  //! Gives fewer when the stream ends before.
  virtual shared_bytes take(std::size_t count) {
    std::vector<std::byte> content(count);
    content.resize(read(content));
    return shared_bytes::from(std::move(content));
  }

  //! Whether nothing is left. Checks what the container says about its content (lengths, check sums).
  virtual bool ended() {
    std::byte more{};
    return read({&more, 1}) == 0;
  }
};

//! A stream over bytes in memory; `take` shares them.
class memory_stream final : public byte_stream {
 public:
  explicit memory_stream(shared_bytes content) : content_(std::move(content)) {}

  std::size_t read(std::span<std::byte> into) override;
  [[nodiscard]] std::uint64_t at_most() const override { return content_.size - at_; }
  shared_bytes take(std::size_t count) override;

 private:
  shared_bytes content_;
  std::size_t at_ = 0;
};

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/file_bytes.ipp>
#endif

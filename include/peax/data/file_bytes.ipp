// The bodies of file_bytes.hpp.
#include <peax/data/file_bytes.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data::detail {

PEAX_INLINE shared_bytes read_to_the_end(std::string const& path, int file) {
  std::vector<std::byte> content;
  std::size_t have = 0;
  for (;;) {
    if (content.size() - have < 65536) content.resize(std::max<std::size_t>(2 * content.size(), 262144));
    auto const got = ::read(file, content.data() + have, content.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(path, errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  content.resize(have);
  return shared_bytes::from(std::move(content));
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE shared_bytes file_bytes(std::string const& path) {
  int file = -1;
  do file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  while (file < 0 && errno == EINTR);
  if (file < 0) detail::cannot_read(path, errno);
  struct closing {
    int file;
    ~closing() { ::close(file); }
  } const guard{file};

  struct ::stat about {};
  if (::fstat(file, &about) != 0) detail::cannot_read(path, errno);
  if (S_ISDIR(about.st_mode)) detail::cannot_read(path, EISDIR);
  if (!S_ISREG(about.st_mode)) return detail::read_to_the_end(path, file);
  auto const size = static_cast<std::size_t>(about.st_size);
  if (size == 0) return detail::read_to_the_end(path, file); // files of /proc say 0 and have content
  void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (mapped == MAP_FAILED) return detail::read_to_the_end(path, file);
  auto const* const first = static_cast<std::byte const*>(mapped);
  return {
      std::shared_ptr<std::byte const>(first, [mapped, size](std::byte const*) { ::munmap(mapped, size); }),
      size};
}

PEAX_INLINE std::size_t memory_stream::read(std::span<std::byte> into) {
  std::size_t const count = std::min(into.size(), content_.size - at_);
  if (count != 0) std::memcpy(into.data(), content_.first.get() + at_, count);
  at_ += count;
  return count;
}

PEAX_INLINE shared_bytes memory_stream::take(std::size_t count) {
  count = std::min(count, content_.size - at_);
  shared_bytes part{std::shared_ptr<std::byte const>(content_.first, content_.first.get() + at_), count};
  at_ += count;
  return part;
}

} // namespace peax::data

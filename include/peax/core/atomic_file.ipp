// The bodies of atomic_file.hpp.
#include <peax/core/atomic_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>

namespace peax {

PEAX_INLINE atomic_file::atomic_file(std::string target) : shown_(std::move(target)) {
  resolve();
  if (!direct_) {
    static std::atomic<unsigned> counter{0};
    auto const slash = path_.rfind('/');
    auto const at = slash == std::string::npos ? 0 : slash + 1;
    temporary_ = path_.substr(0, at) + "." + path_.substr(at, 200) + "." + std::to_string(::getpid()) + "-" +
                 std::to_string(counter++) + ".part";
  }
  int const flags = direct_ ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  do file_ = ::open(direct_ ? path_.c_str() : temporary_.c_str(), flags, 0666);
  while (file_ < 0 && errno == EINTR);
  if (file_ < 0) {
    int const why = errno;
    temporary_.clear();
    fail("cannot be created", why);
  }
}

PEAX_INLINE void atomic_file::write(std::span<std::byte const> content) {
  if (file_ < 0) throw io_error(shown_ + ": is written after it was finished");
  while (!content.empty()) {
    constexpr std::size_t piece = std::size_t{1} << 30; // one call writes at most 2 GB
    auto const done = ::write(file_, content.data(), content.size() < piece ? content.size() : piece);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) {
      int const why = done < 0 ? errno : ENOSPC;
      discard();
      fail("cannot be written", why);
    }
    content = content.subspan(static_cast<std::size_t>(done));
  }
}

PEAX_INLINE void atomic_file::commit() {
  if (file_ < 0) throw io_error(shown_ + ": is finished twice");
  if (!direct_ && ::fsync(file_) != 0) {
    int const why = errno;
    discard();
    fail("cannot be flushed to the disk", why);
  }
  if (::close(std::exchange(file_, -1)) != 0 && errno != EINTR) {
    int const why = errno;
    discard();
    fail("cannot be closed", why);
  }
  if (direct_) return;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    int const why = errno;
    discard();
    fail("cannot take its place", why);
  }
  temporary_.clear();
  flush_folder();
}

PEAX_INLINE void atomic_file::resolve() {
  path_ = shown_;
  if (path_.empty()) throw io_error("a file without a name cannot be written");
  struct ::stat now {};
  if (::stat(path_.c_str(), &now) != 0) return; // does not exist yet, or open says why not
  if (S_ISDIR(now.st_mode)) fail("cannot be written", EISDIR);
  direct_ = !S_ISREG(now.st_mode);
  if (direct_) return;
  if (char* real = ::realpath(path_.c_str(), nullptr)) {
    path_ = real;
    std::free(real);
  }
}

PEAX_INLINE void atomic_file::flush_folder()
    const { // so that the new name survives a power cut; some file systems cannot, which is no error
  auto const slash = path_.rfind('/');
  std::string const folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  int const opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  (void)::fsync(opened);
  ::close(opened);
}

} // namespace peax

// The bodies of atomic_file.hpp.
#include <peax/core/atomic_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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
    temporary_ = unfinished(path_, unfinished::kind::file, shown_);
    file_ = ::dup(temporary_.file()); // whose lock lasts until the file has taken its place
  } else {
    do file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    while (file_ < 0 && errno == EINTR);
  }
  if (file_ < 0) fail("cannot be created", errno);
}

PEAX_INLINE atomic_file::~atomic_file() { discard(); }

PEAX_INLINE void atomic_file::discard() noexcept {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
  temporary_.remove();
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
  int why = 0;
  {
    finishing const whole;
    if (::rename(temporary_.path().c_str(), path_.c_str()) != 0) why = errno;
  }
  if (why != 0) {
    discard();
    fail("cannot take its place", why);
  }
  temporary_.release();
  flush_folder();
}

PEAX_INLINE void atomic_file::resolve() {
  path_ = shown_;
  if (path_.empty()) throw io_error("a file without a name cannot be written");
  struct ::stat now {};
  if (::stat(path_.c_str(), &now) != 0) {
    if (errno != ENOENT)
      fail("cannot be created", errno); // a name that is too long would be one of the last step only
    return;
  }
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

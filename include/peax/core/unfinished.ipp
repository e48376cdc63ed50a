// The bodies of unfinished.hpp.
#include <peax/core/error.hpp>
#include <peax/core/unfinished.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace peax {

namespace detail {
//! All names of this process. Never destroyed: threads may still write while the process ends.
struct unfinished_names {
  std::mutex guard;
  std::set<std::string> names, swept; //!< swept: folders
  unsigned last_number = 0;

  static unfinished_names& all() {
    static auto& only = *new unfinished_names;
    return only;
  }
};

inline void remove_path(std::string const& path) noexcept {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

//! Whether a name is `.NAME.PROCESS-NUMBER.part`.
inline bool is_of_unfinished(std::string_view name) {
  constexpr std::string_view ending = ".part";
  if (!name.starts_with('.') || !name.ends_with(ending)) return false;
  name.remove_suffix(ending.size());
  auto const number = [&](char before) {
    std::size_t const digits = name.size() - std::min(name.find_last_not_of("0123456789") + 1, name.size());
    if (digits == 0 || digits == name.size() || name[name.size() - digits - 1] != before) return false;
    name.remove_suffix(digits + 1);
    return true;
  };
  return number('-') && number('.') && name.size() > 1;
}

//! Makes a new file or folder and locks it; -1 with errno where that failed.
inline int made_and_locked(std::string const& path, unfinished::kind what) {
  bool const is_folder = what == unfinished::kind::folder;
  if (is_folder && ::mkdir(path.c_str(), 0777) != 0) return -1;
  int const flags = is_folder ? O_RDONLY | O_DIRECTORY : O_WRONLY | O_CREAT | O_EXCL;
  int file = -1;
  do file = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  while (file < 0 && errno == EINTR);
  if (file < 0) return -1;
  bool const refused = ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  struct ::stat mine {
  }, there{};
  bool const is_gone = ::fstat(file, &mine) != 0 || ::stat(path.c_str(), &there) != 0 ||
                       mine.st_ino != there.st_ino || mine.st_dev != there.st_dev;
  if (!refused && !is_gone) return file;
  ::close(file); // a sweep took it for a left-over before it was locked
  errno = EEXIST;
  return -1;
}
} // namespace detail

PEAX_INLINE unfinished::unfinished(std::string const& target, kind what, std::string const& shown) {
  auto const slash = target.rfind('/');
  std::size_t const at = slash == std::string::npos ? 0 : slash + 1;
  std::string const folder = at == 0 ? "." : target.substr(0, at);
  sweep_unfinished(folder);
  auto& all = detail::unfinished_names::all();
  std::lock_guard const alone(all.guard);
  for (int tries = 0; file_ < 0; ++tries) {
    path_ = target.substr(0, at) + "." + target.substr(at, 200) + "." + std::to_string(::getpid()) + "-" +
            std::to_string(all.last_number++) + ".part";
    file_ = detail::made_and_locked(path_, what);
    if (file_ < 0 &&
        (errno != EEXIST || tries == 100)) { // another machine's process may have the same number
      path_.clear();
      throw io_error(shown +
                     (what == kind::folder ? ": the folder cannot be made: " : ": cannot be created: ") +
                     std::strerror(errno));
    }
  }
  all.names.insert(path_);
}

PEAX_INLINE unfinished::unfinished(unfinished&& other) noexcept
    : path_(std::exchange(other.path_, {})), file_(std::exchange(other.file_, -1)) {}

PEAX_INLINE unfinished& unfinished::operator=(unfinished&& other) noexcept {
  if (this == &other) return *this;
  remove();
  path_ = std::exchange(other.path_, {});
  file_ = std::exchange(other.file_, -1);
  return *this;
}

PEAX_INLINE void unfinished::release() noexcept {
  if (path_.empty()) return;
  {
    finishing const alone;
    detail::unfinished_names::all().names.erase(path_);
  }
  path_.clear();
  if (file_ >= 0) ::close(std::exchange(file_, -1));
}

PEAX_INLINE void unfinished::remove() noexcept {
  if (path_.empty()) return;
  detail::remove_path(path_);
  release();
}

PEAX_INLINE finishing::finishing() { detail::unfinished_names::all().guard.lock(); }
PEAX_INLINE finishing::~finishing() { detail::unfinished_names::all().guard.unlock(); }

PEAX_INLINE void remove_all_unfinished() noexcept {
  auto& all = detail::unfinished_names::all();
  all.guard.lock();                       // and never unlocked
  for (int round = 0; round < 3; ++round) // other threads may still write into a folder
    for (auto const& name : all.names) detail::remove_path(name);
}

PEAX_INLINE void sweep_unfinished(std::string const& folder) noexcept {
  auto& all = detail::unfinished_names::all();
  {
    std::lock_guard const alone(all.guard);
    if (!all.swept.insert(folder).second) return;
  }
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (!detail::is_of_unfinished(at->path().filename().native())) continue;
    int const file = ::open(at->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) continue;
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) detail::remove_path(at->path().string());
    ::close(file);
  }
}

} // namespace peax

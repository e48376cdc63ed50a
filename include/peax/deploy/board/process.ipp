#pragma once
//! @file
//! The bodies of process.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/process.hpp>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace peax::deploy::board {

namespace detail {

//! A pipe that children do not inherit; its ends close themselves.
class pipe_ends {
 public:
  explicit pipe_ends(std::string const& whose) {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw io_error(whose + ": no pipe can be made: " + std::strerror(errno));
  }
  pipe_ends(pipe_ends const&) = delete;
  pipe_ends& operator=(pipe_ends const&) = delete;
  ~pipe_ends() {
    close_end(0);
    close_end(1);
  }

  [[nodiscard]] int reading() const { return ends_[0]; }
  [[nodiscard]] int writing() const { return ends_[1]; }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) ::close(std::exchange(ends_[which], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

//! What a child process is started with besides its arguments.
class spawn_settings {
 public:
  spawn_settings(std::filesystem::path const& folder, int out, int err) {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawnattr_init(&attributes_);
    if (!folder.empty()) ::posix_spawn_file_actions_addchdir_np(&files_, folder.c_str());
    ::posix_spawn_file_actions_addopen(&files_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files_, out, 1);
    ::posix_spawn_file_actions_adddup2(&files_, err, 2);
    ::sigset_t usual, none;
    ::sigemptyset(&none);
    ::sigemptyset(&usual);
    for (int const s : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&usual, s);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  spawn_settings(spawn_settings const&) = delete;
  spawn_settings& operator=(spawn_settings const&) = delete;
  ~spawn_settings() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] int start(::pid_t& child, std::vector<char*> const& command,
                          std::vector<char*> const& environment) const {
    return ::posix_spawnp(&child, command[0], &files_, &attributes_, command.data(), environment.data());
  }

 private:
  ::posix_spawn_file_actions_t files_{};
  ::posix_spawnattr_t attributes_{};
};

inline std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& t : texts) out.push_back(t.data());
  out.push_back(nullptr);
  return out;
}

//! NAME=VALUE of this process, with those of `more` in the place of equal names.
inline std::vector<std::string>
environment_with(std::vector<std::pair<std::string, std::string>> const& more) {
  std::vector<std::string> out;
  for (char** at = ::environ; at != nullptr && *at != nullptr; ++at) {
    std::string_view const one = *at;
    bool const replaced = std::any_of(more.begin(), more.end(), [&](auto const& m) {
      return one.starts_with(m.first) && one.substr(m.first.size()).starts_with('=');
    });
    if (!replaced) out.emplace_back(one);
  }
  for (auto const& [name, value] : more) out.push_back(name + "=" + value);
  return out;
}

//! Takes what is there to read; false at the end.
inline bool read_some(int from, std::string& into) {
  constexpr std::size_t most = std::size_t{64} << 20;
  std::array<char, 65536> block{};
  ::ssize_t const n = ::read(from, block.data(), block.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (into.size() < most) into.append(block.data(), static_cast<std::size_t>(n));
  return n > 0;
}

//! Reads both until both end; false when the time is over before.
inline bool read_both(pipe_ends& out, pipe_ends& err, process_result& into,
                      std::chrono::steady_clock::time_point until, std::function<void()> const& meanwhile) {
  std::array<::pollfd, 2> at{{{.fd = out.reading(), .events = POLLIN, .revents = 0},
                              {.fd = err.reading(), .events = POLLIN, .revents = 0}}};
  std::array<std::string*, 2> const texts{&into.out, &into.err};
  while (at[0].fd >= 0 || at[1].fd >= 0) {
    auto const left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    long long const most = meanwhile ? 200 : 1000;
    if (::poll(at.data(), at.size(), static_cast<int>(std::min<long long>(left, most))) < 0 && errno != EINTR)
      return false;
    if (meanwhile) meanwhile();
    for (std::size_t i = 0; i < at.size(); ++i)
      if (at[i].fd >= 0 && at[i].revents != 0 && !read_some(at[i].fd, *texts[i])) at[i].fd = -1;
  }
  return true;
}

//! Waits for a child that closed its outputs, at most until then, and ends one that goes on.
inline int wait_for(::pid_t child, std::chrono::steady_clock::time_point until, bool& timed_out) {
  int status = 0;
  for (int pause = 1; !timed_out; pause = std::min(2 * pause, 50)) {
    ::pid_t const ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (ended < 0 && errno != EINTR) return 0;
    timed_out = std::chrono::steady_clock::now() >= until;
    if (!timed_out) ::usleep(static_cast<unsigned>(pause) * 1000);
  }
  ::kill(child, SIGKILL);
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

} // namespace detail

PEAX_INLINE process_result run_process(std::vector<std::string> const& command, process_options const& how) {
  if (command.empty()) throw io_error("a program without a name cannot be started");
  auto words = command;
  auto variables = detail::environment_with(how.environment);
  detail::pipe_ends out(command[0]), err(command[0]);
  auto const until = std::chrono::steady_clock::now() +
                     std::chrono::microseconds(static_cast<std::int64_t>(1e6 * std::min(how.seconds, 1e6)));
  ::pid_t child = 0;
  {
    detail::spawn_settings const settings(how.folder, out.writing(), err.writing());
    int const failed = settings.start(child, detail::pointers_to(words), detail::pointers_to(variables));
    if (failed != 0) throw io_error(command[0] + ": cannot be started: " + std::strerror(failed));
  }
  out.close_end(1);
  err.close_end(1);
  process_result result;
  result.timed_out = !detail::read_both(out, err, result, until, how.meanwhile);
  int const status = detail::wait_for(child, until, result.timed_out);
  result.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

PEAX_INLINE std::function<void()> written_share(std::filesystem::path const& file, std::size_t bytes,
                                                progress const& to, std::string const& what) {
  if (!to || bytes == 0) return {};
  return [=] {
    std::error_code missing;
    auto const there = std::filesystem::file_size(file, missing);
    if (!missing) tell(to, what, static_cast<double>(there) / static_cast<double>(bytes));
  };
}

PEAX_INLINE std::optional<std::filesystem::path> find_program(std::string const& name) {
  char const* const path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    auto const end = std::min(rest.find(':'), rest.size());
    std::filesystem::path const candidate = std::filesystem::path(rest.substr(0, end)) / name;
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::error_code failed;
    if (std::filesystem::is_regular_file(candidate, failed) && ::access(candidate.c_str(), X_OK) == 0)
      return std::filesystem::absolute(candidate);
  }
  return std::nullopt;
}

} // namespace peax::deploy::board

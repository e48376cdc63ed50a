#include "terminal.hpp"

#include <peax/core/unfinished.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <thread>

namespace command {

namespace {

//! One character of UTF-8: its code and how many bytes it takes; 1 byte and no code where it is none.
struct character {
  std::size_t bytes = 1;
  std::int32_t code = -1;
};

character first_of(std::string_view text) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned const first = byte(0);
  if (first < 0x80) return {1, static_cast<std::int32_t>(first)};
  std::size_t const length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  unsigned code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {length, static_cast<std::int32_t>(code)};
}

//! Whether a terminal would do something else than show it.
bool steers(std::int32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

//! The text with `shown(bytes, code)` in the place of what steers, save the characters of `kept`.
template <class F> std::string without_steering(std::string_view text, std::string_view kept, F shown) {
  std::string out;
  while (!text.empty()) {
    auto const c = first_of(text);
    auto const bytes = text.substr(0, c.bytes);
    if (steers(c.code) && kept.find(text[0]) == std::string_view::npos)
      out += shown(bytes, c.code);
    else
      out += bytes;
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string as_code(std::string_view bytes, std::int32_t code) {
  if (code >= 0x80) return fmt::format("\\u{:04x}", code);
  if (code == '\n') return "\\n";
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
}

// OpenBLAS starts threads when it is loaded, before main, for as many cores as there are, each with memory of its own, and never ends
// where it cannot have that. peax computes on its own threads: --threads.
constexpr char one_thread[] = "OPENBLAS_NUM_THREADS=1";

#ifdef __GLIBC__
// No library has begun yet when these run, a sanitizer neither: nothing of them is called.
#define PEAX_BEFORE_LIBRARIES __attribute__((no_sanitize("address"), no_sanitize("undefined")))

//! Whether an entry of the environment begins so.
PEAX_BEFORE_LIBRARIES bool begins(char const* entry, char const* with) {
  for (; *with != '\0'; ++entry, ++with)
    if (*entry != *with) return false;
  return true;
}

//! Runs before all libraries begin, when the environment cannot grow: the setting takes the place of what a shell says of itself.
PEAX_BEFORE_LIBRARIES void set_one_thread(int, char**, char** environment) {
  char** place = nullptr;
  for (char** at = environment; *at != nullptr; ++at) {
    if (begins(*at, "OPENBLAS_NUM_THREADS=")) return; // the user has chosen
    if (begins(*at, "_=") || begins(*at, "SHLVL=") || begins(*at, "OLDPWD=")) place = at;
  }
  if (place != nullptr) *place = const_cast<char*>(one_thread);
}
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)(int, char**,
                                                                             char**) = set_one_thread;
#endif

int signal_pipe[2] = {-1, -1};

extern "C" void note_signal(int which) {
  int const before = errno;
  auto const number = static_cast<unsigned char>(which);
  (void)!::write(signal_pipe[1], &number, 1);
  errno = before;
}

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

//! Waits for a signal, takes away what is unfinished, and ends the process by the same signal.
void end_on_signal() {
  unsigned char number = 0;
  while (::read(signal_pipe[0], &number, 1) != 1)
    if (errno != EINTR) return;
  end_by_signal(number);
}

void clean_up_on_signals() {
  if (::pipe2(signal_pipe, O_CLOEXEC) != 0) return;
  try {
    std::thread(end_on_signal).detach();
  } catch (std::system_error const&) {
    return; // no thread: the signals end the process as ever, and the next one sweeps
  }
  for (int const which : ending_signals) {
    struct ::sigaction now {};
    if (::sigaction(which, nullptr, &now) != 0 || now.sa_handler == SIG_IGN) continue; // nohup
    now = {};
    now.sa_handler = note_signal;
    now.sa_flags = SA_RESTART;
    ::sigaction(which, &now, nullptr);
  }
}

std::atomic<bool> bar_is_shown = false;

void write_raw(std::string_view text) {
  while (!text.empty()) {
    auto const done = ::write(STDERR_FILENO, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
}

} // namespace

void prepare_process(char** argv) {
  for (int stream = 0; stream < 3; ++stream)
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) {
      // Nothing can be written to what was standard output: its results are missed, the words of standard error are not.
      (void)!::open(stream == 2 ? "/dev/null" : "/", stream == 2 ? O_WRONLY : O_PATH);
    }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  if (std::getenv("OPENBLAS_NUM_THREADS") ==
      nullptr) { // there was no place for it: the libraries begin again
    ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
    ::execv("/proc/self/exe", argv);
  }
  clean_up_on_signals();
}

void end_by_signal(int which) {
  peax::remove_all_unfinished();
  std::signal(which, SIG_DFL);
  ::sigset_t this_one;
  ::sigemptyset(&this_one);
  ::sigaddset(&this_one, which);
  ::pthread_sigmask(SIG_UNBLOCK, &this_one, nullptr);
  ::kill(::getpid(), which);
  ::_exit(128 + which);
}

std::string printable(std::string_view text) { return without_steering(text, "\n\t", as_code); }

std::string printable_line(std::string_view text) { return without_steering(text, "", as_code); }

std::string printable_json(std::string_view text) {
  return without_steering(text, "\n", [](std::string_view bytes, std::int32_t code) {
    return code < 0 ? std::string(bytes) : fmt::format("\\u{:04x}", code);
  });
}

void say(std::string_view text) {
  clear_bar();
  write_raw(printable(text));
}

void show_bar(std::string_view line) {
  bar_is_shown = true;
  write_raw(fmt::format("\r{}\033[K", printable_line(line)));
}

void clear_bar() {
  if (bar_is_shown.exchange(false)) write_raw("\r\033[K");
}

} // namespace command

#include <peax/core/atomic_file.hpp>
#include <peax/core/unfinished.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace peax;
using testing::temporary_folder;

namespace {
std::size_t files_in(std::filesystem::path const& folder) {
  auto const all = std::filesystem::directory_iterator(folder);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

//! Runs f in a process of its own, which f must end.
template <class F> int in_process(F f) {
  ::pid_t const child = ::fork();
  if (child == 0) {
    f();
    ::_exit(99);
  }
  int how = 0;
  ::waitpid(child, &how, 0);
  return how;
}
} // namespace

TEST_CASE("what a killed process left is taken away by whoever writes into the folder next") {
  temporary_folder const folder;
  int const how = in_process([&] {
    atomic_file file((folder / "out").string());
    unfinished const other((folder / "whole").string(), unfinished::kind::folder, "whole");
    std::ofstream(other.path() + "/part") << "x";
    std::raise(SIGKILL);
  });
  REQUIRE(WIFSIGNALED(how));
  CHECK(files_in(folder.path()) == 2);
  std::ofstream(folder / ".mine.part") << "x"; // of somebody else
  write_file((folder / "another").string(), std::string_view("x"));
  CHECK(files_in(folder.path()) == 2);
  CHECK(std::filesystem::exists(folder / ".mine.part"));
}

TEST_CASE("what a living process writes stays") {
  temporary_folder const folder;
  atomic_file file((folder / "out").string());
  file.write(std::string_view("half"));
  int const how = in_process([&] {
    sweep_unfinished((folder / "").string()); // a name that this process has not swept
    ::_exit(files_in(folder.path()) == 1 ? 0 : 1);
  });
  CHECK(WEXITSTATUS(how) == 0);
  file.commit();
  CHECK(std::filesystem::exists(folder / "out"));
}

TEST_CASE("a process that is about to end takes away what it has not finished") {
  temporary_folder const folder;
  int const how = in_process([&] {
    atomic_file file((folder / "out").string());
    unfinished const other((folder / "whole").string(), unfinished::kind::folder, "whole");
    std::ofstream(other.path() + "/part") << "x";
    write_file((folder / "done").string(), std::string_view("x"));
    remove_all_unfinished();
    ::_exit(0);
  });
  CHECK(WEXITSTATUS(how) == 0);
  CHECK(files_in(folder.path()) == 1);
  CHECK(std::filesystem::exists(folder / "done"));
}

TEST_CASE("a target that cannot be named is refused before anything is written") {
  temporary_folder const folder;
  CHECK_THROWS_AS(atomic_file((folder / std::string(300, 'n')).string()), io_error);
  CHECK(files_in(folder.path()) == 0);
}

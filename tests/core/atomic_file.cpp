#include <peax/core/atomic_file.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <iterator>
#include <string>

using namespace peax;
using testing::content_of, testing::temporary_folder;

namespace {

std::size_t files_in(temporary_folder const& folder) {
  auto const all = std::filesystem::directory_iterator(folder.path());
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

TEST_CASE("a file appears when it is committed and not before") {
  temporary_folder const folder;
  auto const path = folder / "out.txt";
  atomic_file file(path.string());
  file.write(std::string_view("hel"));
  file.write(std::string_view("lo"));
  CHECK_FALSE(std::filesystem::exists(path));
  file.commit();
  CHECK(content_of(path) == "hello");
  CHECK(files_in(folder) == 1);
  CHECK_THROWS_AS(file.write(std::string_view("more")), io_error);
  CHECK_THROWS_AS(file.commit(), io_error);
}

TEST_CASE("a file that is not committed leaves what was there and nothing beside it") {
  temporary_folder const folder;
  auto const path = folder / "out.txt";
  write_file(path.string(), std::string_view("old"));
  {
    atomic_file file(path.string());
    file.write(std::string_view("new"));
  }
  CHECK(content_of(path) == "old");
  CHECK(files_in(folder) == 1);
  write_file(path.string(), std::string_view("new"));
  CHECK(content_of(path) == "new");
}

TEST_CASE("a file has the permissions that the user's mask leaves") {
  temporary_folder const folder;
  auto const old = ::umask(027);
  write_file((folder / "out").string(), std::string_view("x"));
  ::umask(old);
  CHECK((std::filesystem::status(folder / "out").permissions() & std::filesystem::perms::all) ==
        static_cast<std::filesystem::perms>(0640));
}

TEST_CASE(
    "a folder that is missing, a folder as target and an empty name are I/O errors that name the target") {
  temporary_folder const folder;
  auto const text = [](std::string const& path) {
    try {
      write_file(path, std::string_view("x"));
    } catch (io_error const& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  auto const missing = (folder / "none" / "out").string();
  CHECK(text(missing) == missing + ": cannot be created: No such file or directory");
  CHECK(text(folder.path().string()) == folder.path().string() + ": cannot be written: Is a directory");
  CHECK(text("") == "a file without a name cannot be written");
  CHECK(files_in(folder) == 0);
}

TEST_CASE("a write that fails half way is an I/O error and leaves nothing") {
  temporary_folder const folder;
  auto const path = folder / "out";
  write_file(path.string(), std::string_view("old"));
  ::rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto const handler = std::signal(SIGXFSZ, SIG_IGN);
  ::rlimit const small{4096, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string const large(10000, 'x');
  CHECK_THROWS_AS(write_file(path.string(), std::string_view(large)), io_error);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(content_of(path) == "old");
  CHECK(files_in(folder) == 1);
}

TEST_CASE("a full device is an I/O error and stays a device") {
  if (!std::filesystem::is_character_file("/dev/full")) {
    MESSAGE("skipped: there is no /dev/full");
    return;
  }
  CHECK_THROWS_WITH_AS(write_file("/dev/full", std::string_view("x")),
                       "/dev/full: cannot be written: No space left on device", io_error);
  CHECK(std::filesystem::is_character_file("/dev/full"));
}

TEST_CASE("a link stays a link and its target is replaced") {
  temporary_folder const folder;
  write_file((folder / "real").string(), std::string_view("old"));
  std::filesystem::create_symlink("real", folder / "link");
  write_file((folder / "link").string(), std::string_view("new"));
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(content_of(folder / "real") == "new");
}
